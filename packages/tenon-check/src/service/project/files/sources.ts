import { isUtf8 } from 'node:buffer'
import { lstatSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { placeIn } from './paths.ts'
import { bytesOf } from './regular-file.ts'
import { OUTSIDE, whyUnreadable } from './unreadable.ts'

/** Reads the sources of one project, and nothing outside it. */
export class Sources {
  readonly #root: string
  readonly #real: string
  readonly #folders = new Map<string, boolean>()

  private constructor(root: string, real: string) {
    this.#root = root
    this.#real = real
  }

  /** Creates the reader for the project in a folder. */
  static of(root: string): Sources {
    return new Sources(root, realpathSync.native(root))
  }

  /** Reads the text of a source. `path` is relative to the root. */
  at(path: string): Source {
    const full = join(this.#root, path)
    try {
      const isInside = this.#hasFolder(dirname(full)) && (!lstatSync(full).isSymbolicLink() || this.#has(full))
      return isInside ? sourceAt(full) : { says: OUTSIDE }
    } catch (error) {
      return { says: whyUnreadable('file', error) }
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

/** The text of a source file, or why it could not be read. */
export type Source = { readonly text: string } | { readonly says: string }

/** Reads the text of a source file, which must be a regular file. */
export const sourceAt = (path: string): Source => {
  let bytes: Buffer
  try {
    bytes = bytesOf(path)
  } catch (error) {
    return { says: whyUnreadable('file', error) }
  }
  if (UTF_16.has(bytes.subarray(0, 2).toString('hex'))) return { says: 'It is UTF-16. Save it as UTF-8.' }
  if (!isUtf8(bytes)) return { says: 'It is not UTF-8. Save it as UTF-8.' }
  return { text: bytes.toString('utf8') }
}

/** The byte order marks of UTF-16. */
const UTF_16: ReadonlySet<string> = new Set(['fffe', 'feff'])
