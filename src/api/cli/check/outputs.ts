import { join } from 'node:path'
import { Layers } from '../../../service/oxc/layers.ts'
import { field, jsonAt, textAt } from '../../../service/oxc/manifest.ts'

/** The patterns of what a project builds or generates: by the names that such folders have, by what git ignores, and by where the compiler writes. Only what is there is listed, or what will be after a build. */
export const outputsOf = (root: string, paths: readonly string[]): readonly string[] => {
  const ignoredByGit = (textAt(join(root, '.gitignore')) ?? '').split('\n').flatMap(patternOf)
  const written: unknown = field(field(jsonAt(join(root, 'tsconfig.json')), 'compilerOptions'), 'outDir')
  const compiled = typeof written === 'string' ? patternOf(`/${written.replace(/^\.\//, '')}/`) : []
  const named = OUTPUTS.flatMap((name) => patternOf(`${name}/`))
  const expected = new Set([...ignoredByGit.filter((pattern) => named.includes(pattern)), ...compiled])
  const there = (pattern: string): boolean => paths.some(fitting(pattern))
  const wanted = [...new Set([...named, ...ignoredByGit, ...compiled])].filter(
    (pattern) => expected.has(pattern) || there(pattern),
  )
  return wanted.map((pattern) => fromRoot(pattern, paths)).filter((each, i, all) => all.indexOf(each) === i)
}

const OUTPUTS: readonly string[] = ['dist', 'build', 'out', 'coverage', 'generated', '__generated__']

/** One line of a `.gitignore` as a pattern. Passed over are what takes back an earlier line, what fits everything, and what is below `node_modules` or a dot. */
const patternOf = (line: string): readonly string[] => {
  const stated = line.trim()
  if (stated === '' || /^[#!]|^[*/]+$/.test(stated) || /^\/?(\*\*\/)?(node_modules|\.)/.test(stated)) return []
  const name = stated.replace(/^\//, '').replace(/\/$/, '')
  const whole = stated.replace(/\/$/, '').includes('/') ? name : `**/${name.replace(/^\*\*\//, '')}`
  const isFile = !stated.endsWith('/') && /\*?\.\w+$/.test(name)
  return [isFile || whole.endsWith('/**') ? whole : `${whole}/**`]
}

/** The same pattern without its stars in front, where all that it fits stands at the root. */
const fromRoot = (pattern: string, paths: readonly string[]): string => {
  const bare = pattern.replace(/^\*\*\//, '')
  if (bare === pattern || bare.startsWith('*')) return pattern
  const fits = fitting(pattern)
  const fitsBare = fitting(bare)
  return paths.every((path) => !fits(path) || fitsBare(path)) ? bare : pattern
}

const fitting = (pattern: string): ((path: string) => boolean) => {
  try {
    const layers = Layers.stated({ layers: { domain: [], service: [], api: [], test: [] }, ignored: [pattern] })
    return (path) => layers.ignores(path)
  } catch (error) {
    // What git takes for a pattern need not be one here, and what is none fits nothing.
    if (error instanceof SyntaxError) return () => false
    throw error
  }
}
