import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import picomatch from 'picomatch'
import { isLeftOut } from '../files/paths.ts'

/**
 * Returns the folders below a root that have their own `package.json` and through which glob patterns lead, as paths
 * from the root. A pattern of `packages`, a star and `src` leads through each of the packages. Parts of a pattern after
 * `**` are not followed, because that would mean searching every folder.
 */
export const packageFolders = (root: string, patterns: readonly string[]): readonly string[] => {
  const led = new Set(patterns.flatMap((pattern) => ledThrough(root, '', foldersOf(pattern))))
  return [...led].filter((folder) => existsSync(join(root, folder, 'package.json'))).toSorted()
}

/** Returns the parts of a pattern that each match one folder. */
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

/** Returns the names in a folder that a part of a pattern matches. */
const below = (root: string, folder: string, part: string): readonly string[] => {
  if (!picomatch.scan(part).isGlob) return isLeftOut(part) ? [] : [part]
  const fits = picomatch(part)
  return foldersIn(join(root, folder)).filter((name) => !isLeftOut(name) && fits(name))
}

/**
 * Returns the names of the folders in a folder; none if it cannot be listed. The check reports that when it lists the
 * files.
 */
const foldersIn = (path: string): readonly string[] => {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() || entry.isSymbolicLink() ? [entry.name] : [],
    )
  } catch {
    return []
  }
}
