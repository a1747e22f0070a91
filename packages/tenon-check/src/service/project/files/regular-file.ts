import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** The size of the largest file that is read, in bytes. It is more than the longest accepted source text can have. */
export const MOST_BYTES = 16 * 1024 * 1024

/**
 * Reads a whole file. It must be a regular one: reading a pipe may wait forever, and a device may have no end. Throws
 * the system's error, or one with the code `EISDIR`, `NOT_REGULAR` or `TOO_LARGE`. The kind is checked on the opened
 * file, so the file cannot be swapped in between.
 */
export const bytesOf = (path: string): Buffer => {
  const file = openSync(path, FLAGS)
  try {
    const stats = fstatSync(file)
    if (stats.isDirectory()) throw refused('EISDIR', path, 'it is a folder')
    if (!stats.isFile()) throw refused('NOT_REGULAR', path, 'it is a pipe or a device')
    if (stats.size > MOST_BYTES) throw refused('TOO_LARGE', path, `it is larger than ${MOST_BYTES / 1024 / 1024} MiB`)
    return read(file, path, stats.size)
  } finally {
    closeSync(file)
  }
}

/**
 * Returns the text of a file, or `null` if it does not exist. Throws a `SyntaxError` that names the file if it is not
 * a regular file or is too large.
 */
export const textAt = (path: string): string | null => {
  try {
    return bytesOf(path).toString('utf8')
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
    if (code === 'ENOENT') return null
    if (error instanceof Error && REFUSED.has(String(code)))
      throw new SyntaxError(`${path} cannot be read: ${error.message}.`)
    throw error
  }
}

const REFUSED: ReadonlySet<string> = new Set(['EISDIR', 'NOT_REGULAR', 'TOO_LARGE'])

// Windows has neither flag, and no pipe can be opened by a path in a folder there.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

const refused = (code: string, path: string, says: string): Error => Object.assign(new Error(says), { code, path })

/** Reads until the end: a file may grow while it is read, and some system files report a size of 0. */
const read = (file: number, path: string, size: number): Buffer => {
  let bytes = Buffer.allocUnsafe(size + 1)
  for (let length = 0; ;) {
    const more = readSync(file, bytes, length, bytes.length - length, null)
    if (more === 0) return bytes.subarray(0, length)
    length += more
    if (length > MOST_BYTES) throw refused('TOO_LARGE', path, `it is larger than ${MOST_BYTES / 1024 / 1024} MiB`)
    if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(bytes.length)])
  }
}
