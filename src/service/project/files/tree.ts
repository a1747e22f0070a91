import { isUtf8 } from 'node:buffer'
import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { isSource } from '../../../domain/rules/layer.ts'
import { bytesOf, MOST_BYTES } from './regular-file.ts'

/** A folder or a file of a project, or why one could not be read. Paths are from the root, with slashes. */
export type Entry =
  | { readonly kind: 'folder' | 'file'; readonly path: string }
  /** A link to a folder or a file that is listed by its own path. */
  | { readonly kind: 'link'; readonly path: string; readonly to: 'folder' | 'file' }
  /** A folder or a file that is ignored; what is in it is not listed. */
  | { readonly kind: 'ignored'; readonly path: string; readonly is: 'folder' | 'file' | 'link' }
  | { readonly kind: 'unread'; readonly path: string; readonly says: string }

/**
 * Lists what stands below a folder of a project (the empty path is the root), folders before what is in them, in order of name. A link is followed only to what is
 * not listed by its own path, so that each file is there once, and never out of the root.
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

/** Follows the links of a project, to each place once, so that a loop ends. */
class Links {
  readonly #root: string
  readonly #real: string
  readonly #followed = new Set<string>()

  constructor(root: string, real: string) {
    this.#root = root
    this.#real = real
  }

  /** What a link is listed as; `null` where it is left out. */
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
      return { kind: 'unread', path, says: unreadable('link', error) }
    }
  }
}

/** A file that is never read, so that it does not matter where it is: a README that is linked from elsewhere. */
const isHarmless = (path: string, is: 'folder' | 'file' | null): boolean =>
  is === 'file' && !isSource(path) && !holdsCode(path)

/** The path from a folder to a place in it, with slashes; `null` where the place is outside. Both are real paths. */
export const placeIn = (folder: string, path: string): string | null => {
  const place = relative(folder, path).split(sep).join('/')
  return place === '..' || place.startsWith('../') || isAbsolute(place) ? null : place
}

/** Whether a part of a path keeps all below it out of every project: `node_modules`, and what begins with a dot. */
export const isLeftOut = (name: string): boolean => name === 'node_modules' || name.startsWith('.')

const listed = (root: string, folder: string, found: Entry[]): readonly Dirent[] => {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).toSorted((one, other) =>
      one.name < other.name ? -1 : 1,
    )
  } catch (error) {
    found.push({ kind: 'unread', path: folder === '' ? '.' : folder, says: unreadable('folder', error) })
    return []
  }
}

/** Reads the sources of one project, and nothing that lies outside of it. */
export class Sources {
  readonly #root: string
  readonly #real: string
  readonly #folders = new Map<string, boolean>()

  private constructor(root: string, real: string) {
    this.#root = root
    this.#real = real
  }

  /** Those of a folder. */
  static of(root: string): Sources {
    return new Sources(root, realpathSync.native(root))
  }

  /** Reads the text of one, by its path from the root. */
  at(path: string): Source {
    const full = join(this.#root, path)
    try {
      const isInside = this.#hasFolder(dirname(full)) && (!lstatSync(full).isSymbolicLink() || this.#has(full))
      return isInside ? sourceAt(full) : { says: OUTSIDE }
    } catch (error) {
      return { says: unreadable('file', error) }
    }
  }

  #hasFolder(folder: string): boolean {
    let has = this.#folders.get(folder)
    if (has === undefined) this.#folders.set(folder, (has = this.#has(folder)))
    return has
  }

  #has(path: string): boolean {
    return placeIn(this.#real, realpathSync.native(path)) !== null
  }
}

/** What is said of a link that leads out of the project. */
export const OUTSIDE = 'It is a link that leads out of the project, so it is not followed.'

/** Whether a file stands at a path, by itself or by a link, where it can be seen. */
export const isFile = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/** Whether a file that is no link stands at a path, where it can be seen. */
export const isPlainFile = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/** The text of a source file, or why it could not be read. */
export type Source = { readonly text: string } | { readonly says: string }

/** Reads the text of a source file. Nothing but a regular file is one. */
export const sourceAt = (path: string): Source => {
  let bytes: Buffer
  try {
    bytes = bytesOf(path)
  } catch (error) {
    return { says: unreadable('file', error) }
  }
  if (UTF_16.has(bytes.subarray(0, 2).toString('hex'))) return { says: 'It is UTF-16. Save it as UTF-8.' }
  if (!isUtf8(bytes)) return { says: 'It is not UTF-8. Save it as UTF-8.' }
  return { text: bytes.toString('utf8') }
}

/** The marks that UTF-16 texts begin with. */
const UTF_16: ReadonlySet<string> = new Set(['fffe', 'feff'])

/** Why something cannot be read, as a sentence. */
export const unreadable = (what: 'file' | 'folder' | 'link' | 'path', error: unknown): string => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const word = typeof code === 'string' ? code : String(error)
  return `The ${what} cannot be read: ${SAYS[word] ?? word}.`
}

const SAYS: { readonly [code: string]: string } = {
  EACCES: 'this user may not (EACCES)',
  EPERM: 'this user may not (EPERM)',
  ENOENT: 'it leads to nothing, or is gone (ENOENT)',
  ELOOP: 'its links lead in a circle (ELOOP)',
  EISDIR: 'it is a folder (EISDIR)',
  ENAMETOOLONG: 'its path is too long for this system (ENAMETOOLONG)',
  NOT_REGULAR: 'it is a pipe or a device',
  TOO_LARGE: `it is larger than ${MOST_BYTES / 1024 / 1024} MiB`,
}

/** Whether a file holds code among other things, or in another language that becomes JavaScript, by how its name ends. */
export const holdsCode = (path: string): boolean => /\.(?:vue|svelte|astro|coffee|mdx|marko|civet)$/.test(path)
