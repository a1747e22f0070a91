import { isUtf8 } from 'node:buffer'
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, MOST_BYTES } from './regular-file.ts'

/** A folder or a file of a project, or why one could not be read. Paths are from the root, with slashes. */
export type Entry =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'unread'; readonly path: string; readonly says: string }

/**
 * Lists what stands below a folder of a project (the empty path is the root), folders before what is in them, in order of name. Links are followed, and each folder
 * is entered once, so that a loop ends.
 */
export const tree = (root: string, below: string, ignores: (path: string) => boolean): readonly Entry[] => {
  const found: Entry[] = []
  const entered = new Set<string>([realpathSync.native(join(root, below))])
  const enter = (folder: string): void => {
    for (const entry of listed(root, folder, found)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isLeftOut(entry.name) || ignores(path)) continue
      const kind = kindOf(root, path, entry, found)
      if (kind === 'file') found.push({ kind: 'file', path })
      if (kind !== 'folder') continue
      const real = realPath(root, path, found)
      if (real === null || entered.has(real)) continue
      entered.add(real)
      found.push({ kind: 'folder', path })
      enter(path)
    }
  }
  enter(below)
  return found
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

const realPath = (root: string, path: string, found: Entry[]): string | null => {
  try {
    return realpathSync.native(join(root, path))
  } catch (error) {
    found.push({ kind: 'unread', path, says: unreadable('folder', error) })
    return null
  }
}

const kindOf = (root: string, path: string, entry: Dirent, found: Entry[]): 'folder' | 'file' | 'neither' => {
  if (entry.isDirectory()) return 'folder'
  if (entry.isFile()) return 'file'
  if (!entry.isSymbolicLink()) return 'neither'
  try {
    const stats = statSync(join(root, path))
    return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'neither'
  } catch (error) {
    found.push({ kind: 'unread', path, says: unreadable('link', error) })
    return 'neither'
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
  if (!isUtf8(bytes))
    return { says: 'It is not UTF-8. Save it as UTF-8, or list it under "ignored" if it is no source.' }
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
  NOT_REGULAR: 'it is a pipe or a device',
  TOO_LARGE: `it is larger than ${MOST_BYTES / 1024 / 1024} MiB`,
}

/** Whether a path is a source file that is checked. */
export const isSource = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path)
