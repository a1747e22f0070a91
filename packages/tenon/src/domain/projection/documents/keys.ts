import { NAME } from '../../data/names.ts'
import type { BuildId } from '../build.ts'

/**
 * Where a projection keeps its entries in a key-value store. Each key begins with `projection/`, the number of code
 * points of the projection's name, a colon, the name and a slash. The number says where the name ends, so that no two
 * projections share a key, whatever characters are in their names.
 */
export interface DocumentKeys {
  /** The key of the entry that says which build is live. */
  readonly live: string
  /** The beginning of the keys of the builds. */
  readonly builds: string
  /** The beginning of the keys of all documents of all builds. */
  readonly folders: string
}

/** Returns where a projection keeps its entries. */
export const keysOf = (projection: string): DocumentKeys => {
  const own = `projection/${[...projection].length}:${projection}/`
  return Object.freeze({ live: `${own}live`, builds: `${own}builds/`, folders: `${own}documents/` })
}

/** Returns the key of a build: `projection/6:orders/builds/2.1` is that of the first build of version 2 of `orders`. */
export const buildKey = ({ builds }: DocumentKeys, { version, number }: BuildId): string =>
  `${builds}${version}.${number}`

/** Returns the build that a key belongs to, or `null` if it is the key of no build. */
export const buildOfKey = ({ builds }: DocumentKeys, key: string): BuildId | null => {
  const [, version, number] = /^([1-9]\d*)\.([1-9]\d*)$/.exec(key.slice(builds.length)) ?? []
  return key.startsWith(builds) && version !== undefined && number !== undefined
    ? { version: Number(version), number: Number(number) }
    : null
}

/**
 * Returns the beginning of the keys of all documents of one build. A build has a folder of its own: a text without a
 * slash, always of the same length, which no other build has ever had.
 */
export const folderPrefix = ({ folders }: DocumentKeys, folder: string): string => `${folders}${folder}/`

/** Returns the folder that the key of a document lies in. */
export const folderOfKey = ({ folders }: DocumentKeys, key: string): string =>
  key.slice(folders.length).split('/', 1).join('')

/** Returns the last key that a document of a folder can have, in the order of code points. */
export const lastKeyOf = (keys: DocumentKeys, folder: string): string => {
  const prefix = folderPrefix(keys, folder)
  return `${prefix}${'\u{10ffff}'.repeat(MOST_OF_KEY - [...prefix].length)}`
}

/** A key of a document, joined with its folder. */
export type JoinedKey =
  | { readonly kind: 'key'; readonly key: string }
  /** No document can have such a key. `says` begins with what the key must be. */
  | { readonly kind: 'unfit'; readonly says: string }

/** Joins the key of a document with the folder of its build. */
export const documentKey = (keys: DocumentKeys, folder: string, key: string): JoinedKey => {
  const prefix = folderPrefix(keys, folder)
  const joined = `${prefix}${key}`
  if (NAME.test(key) && NAME.test(joined)) return { kind: 'key', key: joined }
  const most = MOST_OF_KEY - [...prefix].length
  return {
    kind: 'unfit',
    says: `must be a name of 1 to ${most} code points without control characters or lone surrogates`,
  }
}

/** The most code points of a key of a key-value store. */
export const MOST_OF_KEY = 255
