import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import picomatch from 'picomatch'
import { isLeftOut } from '../files/paths.ts'

/**
 * The folders below a root that have a `package.json` of their own and through which glob patterns lead, by their paths from it. A pattern with
 * `packages`, a star and `src` leads through each of the packages. What stands behind two stars is not looked for, for all would have to be gone through.
 */
export const packageFolders = (root: string, patterns: readonly string[]): readonly string[] => {
  const led = new Set(patterns.flatMap((pattern) => ledThrough(root, '', foldersOf(pattern))))
  return [...led].filter((folder) => existsSync(join(root, folder, 'package.json'))).toSorted()
}

/** The parts of a pattern that stand for one folder each. */
const foldersOf = (pattern: string): readonly string[] => {
  const parts = pattern.split('/').filter((part) => part !== '.' && part !== '')
  const open = parts.findIndex((part) => part.includes('**'))
  return parts.slice(0, open === -1 ? -1 : open)
}

const ledThrough = (root: string, folder: string, [part, ...rest]: readonly string[]): readonly string[] => {
  if (part === undefined) return []
  return below(root, folder, part).flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`
    return [path, ...ledThrough(root, path, rest)]
  })
}

/** The names in a folder that a part of a pattern stands for. */
const below = (root: string, folder: string, part: string): readonly string[] => {
  if (!picomatch.scan(part).isGlob) return isLeftOut(part) ? [] : [part]
  const fits = picomatch(part)
  return foldersIn(join(root, folder)).filter((name) => !isLeftOut(name) && fits(name))
}

/** What cannot be listed has nothing in it to lead through; the check itself tells of it where it looks at the files. */
const foldersIn = (path: string): readonly string[] => {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() || entry.isSymbolicLink() ? [entry.name] : [],
    )
  } catch {
    return []
  }
}
