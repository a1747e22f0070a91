import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isSource } from '../../../domain/config/layer.ts'
import { holdsCode, isLeftOut, placeIn } from './paths.ts'
import { OUTSIDE, whyUnreadable } from './unreadable.ts'

/** A folder or a file of a project, or why it could not be read. Paths are relative to the root, with slashes. */
export type Entry =
  | { readonly kind: 'folder' | 'file'; readonly path: string }
  /** A link to a folder or a file that is listed under its own path. */
  | { readonly kind: 'link'; readonly path: string; readonly to: 'folder' | 'file' }
  /** A folder or a file that is ignored. The content of a folder is not listed. */
  | { readonly kind: 'ignored'; readonly path: string; readonly is: 'folder' | 'file' | 'link' }
  | { readonly kind: 'unread'; readonly path: string; readonly says: string }

/**
 * Lists everything below a folder of a project (the empty path is the root), in order of name, each folder before its
 * content. A link is followed only if its target is inside the root and not listed under its own path, so each file is
 * listed once.
 */
export const tree = (root: string, below: string, ignores: (path: string) => boolean): readonly Entry[] => {
  const found: Entry[] = []
  const links = new Links(root, realpathSync.native(root))
  const enter = (folder: string): void => {
    for (const entry of listed(root, folder, found)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isLeftOut(entry.name)) continue
      const is = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : null
      if (is === null) continue
      if (ignores(path)) {
        found.push({ kind: 'ignored', path, is })
        continue
      }
      const listing: Entry | null = is === 'link' ? links.follow(path, ignores) : { kind: is, path }
      if (listing !== null) found.push(listing)
      if (listing?.kind === 'folder') enter(path)
    }
  }
  enter(below)
  return found
}

/** Follows the links of a project, each target once, so that a loop ends. */
class Links {
  readonly #root: string
  readonly #real: string
  readonly #followed = new Set<string>()

  constructor(root: string, real: string) {
    this.#root = root
    this.#real = real
  }

  /** Returns the entry to list for a link; `null` if it is left out. */
  follow(path: string, ignores: (path: string) => boolean): Entry | null {
    const full = join(this.#root, path)
    try {
      const stats = statSync(full)
      const is = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : null
      const place = placeIn(this.#real, realpathSync.native(full))
      if (place === null) return isHarmless(path, is) ? { kind: 'file', path } : { kind: 'unread', path, says: OUTSIDE }
      if (is === null) return null
      if (place === '' || !(place.split('/').some(isLeftOut) || ignores(place))) return { kind: 'link', path, to: is }
      if (this.#followed.has(place)) return null
      this.#followed.add(place)
      return { kind: is, path }
    } catch (error) {
      return { kind: 'unread', path, says: whyUnreadable('link', error) }
    }
  }
}

/** Whether a file is never read, so that it does not matter where it is, such as a link to a README elsewhere. */
const isHarmless = (path: string, is: 'folder' | 'file' | null): boolean =>
  is === 'file' && !isSource(path) && !holdsCode(path)

const listed = (root: string, folder: string, found: Entry[]): readonly Dirent[] => {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).toSorted((one, other) =>
      one.name < other.name ? -1 : 1,
    )
  } catch (error) {
    found.push({ kind: 'unread', path: folder === '' ? '.' : folder, says: whyUnreadable('folder', error) })
    return []
  }
}
