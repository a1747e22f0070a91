import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Returns the SHA-256, in hexadecimal, of a JSON value's canonical text: without white space, keys sorted by UTF-16
 * code units, as in RFC 8785.
 */
export const canonicalHash = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex')

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
  return `{${parts.join(',')}}`
}

/**
 * Returns the SHA-256, in hexadecimal, of files: of their contents, and of their paths relative to the given addresses
 * (`file:`). A folder stands for all files in it. Neither the order of the addresses nor the location of the files on
 * the machine matters. Rejects with the system's error.
 */
export const filesHash = async (urls: readonly string[]): Promise<string> => {
  const hashed = await Promise.all(urls.map((url) => hashedIn(fileURLToPath(url))))
  return canonicalHash(hashed.flat().toSorted((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1)))
}

const hashedIn = async (path: string): Promise<readonly (readonly [path: string, hash: string])[]> => {
  const named = basename(path)
  if (!(await stat(path)).isDirectory()) return [[named, await fileHash(path)]]
  const found = await readdir(path, { recursive: true, withFileTypes: true })
  const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return Promise.all(
    files.map(async (file) => [[named, ...relative(path, file).split(sep)].join('/'), await fileHash(file)] as const),
  )
}

const fileHash = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
