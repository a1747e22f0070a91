import { join, posix } from 'node:path'
import { field, jsonAt, orNull } from '../files/json-file.ts'
import { packageNameOf } from './manifest.ts'
import { textAt } from '../files/regular-file.ts'
import type { Outputs } from './outputs.ts'
import { packageFolders } from './package-folders.ts'

/**
 * The packages in a project: the root package, and those that it lists as `workspaces`. Paths are relative to the
 * root.
 */
export class Workspace {
  readonly #root: string
  readonly #outputs: Outputs
  readonly #conditions: ReadonlySet<string>
  readonly #manifests = new Map<string, unknown>()
  #folders: ReadonlyMap<string, string> | null = null

  /** Creates it for a project. `conditions` are those under which `exports` are resolved. */
  constructor(root: string, outputs: Outputs, conditions: readonly string[]) {
    this.#root = root
    this.#outputs = outputs
    this.#conditions = new Set([...conditions, 'default'])
  }

  /** Returns the folder of a package by its name; `null` if the project has no such package. */
  folderOf(name: string): string | null {
    this.#folders ??= foldersByName(this.#root)
    return this.#folders.get(name) ?? null
  }

  /**
   * Returns the source file that an import of a package leads to, whether the package is built or not: the file that
   * its `package.json` names, or the source of that file. `below` is the part of the specifier after the package's
   * name, without the slash. `null` if there is none.
   */
  sourceOf(folder: string, below: string): string | null {
    const manifest = this.#manifestOf(folder)
    // Node resolves an import of a package by itself only through its exports.
    if (folder === '' && field(manifest, 'exports') === undefined) return null
    for (const stated of entriesOf(manifest, below, this.#conditions)) {
      const path = posix.join(folder, stated)
      const found = this.#outputs.isBuilt(path) ? this.#outputs.sourceOf(path) : this.#existing(path)
      if (found !== null) return found
    }
    const places =
      below === '' ? ['src/index', 'index'] : [`src/${below}`, `src/${below}/index`, below, `${below}/index`]
    return this.#outputs.firstSource(places.map((place) => posix.join(folder, place)))
  }

  #manifestOf(folder: string): unknown {
    let manifest = this.#manifests.get(folder)
    if (manifest === undefined) {
      manifest = orNull(() => jsonAt(join(this.#root, folder, 'package.json')))
      this.#manifests.set(folder, manifest)
    }
    return manifest
  }

  #existing(path: string): string | null {
    const stem = path.replace(/(?<!\.d)\.[cm]?[jt]sx?$/, '')
    return this.#outputs.sourceOf(path) ?? (stem === path ? null : this.#outputs.firstSource([stem]))
  }
}

const foldersByName = (root: string): ReadonlyMap<string, string> => {
  const folders = ['', ...packageFolders(root, statedIn(root).flatMap(leading))]
  return new Map(
    folders.toReversed().flatMap((folder): (readonly [string, string])[] => {
      const name = orNull(() => packageNameOf(join(root, folder)))
      return name === null ? [] : [[name, folder]]
    }),
  )
}

/**
 * Returns the package patterns of a root: from `package.json` for npm, yarn and bun, and from its own file for pnpm.
 */
const statedIn = (root: string): readonly string[] => {
  const stated = field(
    orNull(() => jsonAt(join(root, 'package.json'))),
    'workspaces',
  )
  const listed: unknown = Array.isArray(stated) ? stated : field(stated, 'packages')
  const yaml = orNull(() => textAt(join(root, 'pnpm-workspace.yaml'))) ?? ''
  const [, inPnpm = ''] = /^packages:[^\S\n]*(.*(?:\n(?:[^\S\n]*-.*|[^\S\n]*(?:#.*)?)(?=\n|$))*)/m.exec(yaml) ?? []
  return [
    ...(Array.isArray(listed) ? listed.filter((each) => typeof each === 'string') : []),
    ...[...inPnpm.matchAll(/(?:-\s*|[[,]\s*)(?:'([^']*)'|"([^"]*)"|([^\s'"#,\]]+))/g)].map(
      ([, single, double, bare = '']) => single ?? double ?? bare,
    ),
  ].filter((pattern) => !pattern.startsWith('!'))
}

/**
 * Returns the patterns that lead through the folders that a pattern matches. `**` is followed down to the third
 * folder.
 */
const leading = (pattern: string): readonly string[] => {
  const [before = '', ...after] = pattern.replace(/^\.\//, '').replace(/\/$/, '').split('**')
  if (after.length === 0) return [`${before}/_`]
  return ['*', '*/*', '*/*/*'].map((stars) => `${before}${stars}${after.join('*')}/_`)
}

/** Returns the files that a package offers for a specifier, the most likely first. */
const entriesOf = (manifest: unknown, below: string, conditions: ReadonlySet<string>): readonly string[] => {
  const exported = field(manifest, 'exports')
  if (exported === undefined || exported === null) {
    if (below !== '') return [below, `${below}.js`, `${below}/index.js`]
    return ['source', 'types', 'typings', 'module', 'main']
      .map((key) => field(manifest, key))
      .filter((path) => typeof path === 'string')
  }
  const isMap = typeof exported === 'object' && Object.keys(exported).some((key) => key.startsWith('.'))
  if (!isMap) return below === '' ? targetsIn(exported, '', conditions) : []
  const wanted = below === '' ? '.' : `./${below}`
  if (field(exported, wanted) !== undefined) return targetsIn(field(exported, wanted), '', conditions)
  return Object.entries(exported).flatMap(([key, value]) => {
    const [start = '', end] = key.split('*')
    if (end === undefined || !wanted.startsWith(start) || !wanted.endsWith(end)) return []
    return targetsIn(value, wanted.slice(start.length, wanted.length - end.length), conditions)
  })
}

/**
 * Returns the paths that a part of `exports` leads to: first by the conditions that apply, then by the others, which
 * may lead to a source too.
 */
const targetsIn = (value: unknown, star: string, conditions: ReadonlySet<string>): readonly string[] => {
  if (typeof value === 'string') return [value.replaceAll('*', star)]
  if (Array.isArray(value)) return value.flatMap((each) => targetsIn(each, star, conditions))
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  const holding = entries.filter(([key]) => conditions.has(key))
  const others = entries.filter(([key]) => !conditions.has(key))
  return [...holding, ...others].flatMap(([, each]) => targetsIn(each, star, conditions))
}
