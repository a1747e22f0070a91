import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The SHA-256, in hexadecimal, of a JSON value's canonical text: no white space, keys sorted by their UTF-16 code units, as RFC 8785 has it. */
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
 * The SHA-256, in hexadecimal, of files by their contents and their paths from where they were named: of each address (`file:`) that is a
 * folder, all that is in it. The order does not matter, nor where on the machine they lie. Rejects with the system's error.
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
