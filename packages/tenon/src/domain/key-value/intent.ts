import { z } from 'zod'
import { hasOnly, type Schema, withFastPath } from '../capability/schema.ts'
import { type JsonInput, type JsonText, writeJson } from '../data/json.ts'
import { WrittenJson } from '../data/json-schema.ts'
import { NAME, Name, Prefix, UUID, Uuid } from '../data/names.ts'
import { must, mustHave } from '../data/schema-messages.ts'
import { EntryRevision, PlaceOfChange } from './entry.ts'

/** The fields of a get of one key's value. */
export interface Get {
  readonly key: string
}

/**
 * What a put expects of its key. `any`: nothing. `absent`: the key has no value. A revision: its value was put with that
 * revision.
 */
export type ExpectedEntry = 'any' | 'absent' | EntryRevision

/** The fields of a put of a value under a key. */
export interface Put {
  /** A UUID in lower case. It identifies this put for ever: a put of the same key with the same id is the same put. */
  readonly id: string
  /** A name of 1 to 255 code points, such as `leader`. */
  readonly key: string
  /** Any JSON. */
  readonly value: JsonInput
  readonly expected: ExpectedEntry
  /**
   * How long the value lives, in whole seconds from 1 to 1,000,000,000, by the store's clock. `null`: until it is removed
   * or another value is put. A value whose life is over is absent.
   */
  readonly lifetimeSeconds: number | null
}

/** A put in the form that a binding gets: checked, with its value written as JSON. */
export interface WrittenPut {
  readonly id: string
  readonly key: string
  readonly value: JsonText
  readonly expected: ExpectedEntry
  readonly lifetimeSeconds: number | null
}

/** The fields of a removal of one key's value. */
export interface Remove {
  /** A UUID in lower case. It identifies this removal for ever: a removal of the same key with the same id is the same. */
  readonly id: string
  readonly key: string
  /** `any`: remove whatever value the key has. A revision: remove only the value that was put with that revision. */
  readonly expected: 'any' | EntryRevision
}

/** The fields of a listing of one page of keys that have a value, in the order of their code points. */
export interface ListKeys {
  /** The beginning of the keys. `''` for all. */
  readonly prefix: string
  /** The page begins after this key. `null` for the first page. */
  readonly after: string | null
  /** The most keys of the page, 1 to 1,000. */
  readonly limit: number
}

/** The fields of a watch of all keys with a prefix: first the values that are there, then each change. */
export interface Watch {
  /** The beginning of the keys. `''` for all. */
  readonly prefix: string
  /** The watch begins after this revision. `start`: with every value that is there. */
  readonly after: EntryRevision | 'start'
}

/** The longest life of a value: about 31 years. */
const MOST_SECONDS = 1_000_000_000

const LIFETIME = must('null or a whole number of seconds from 1 to 1,000,000,000')

const Key = Name.describe('The key: a name of 1 to 255 code points.')

const Expected = z
  .union(
    [z.enum(['any', 'absent']), EntryRevision],
    must("'any', 'absent' or a revision, a whole number of at least 1"),
  )
  .describe("What the put expects of its key: 'any' for nothing, 'absent' for no value, or the revision of its value.")

const ExpectedOfRemove = z
  .union([z.literal('any'), EntryRevision], must("'any' or a revision, a whole number of at least 1"))
  .describe("What to remove: 'any' for whatever value the key has, or the revision of the value.")

const Lifetime = z
  .union(
    [
      z
        .int({ ...LIFETIME, abort: true })
        .min(1, LIFETIME)
        .max(MOST_SECONDS, LIFETIME),
      z.null(),
    ],
    LIFETIME,
  )
  .describe('How long the value lives, in whole seconds, or null for no end.')

const KeysPrefix = Prefix.describe("The beginning of the keys; '' for all.")

// The fast paths of the operations that are called most. They accept nothing that the schemas refuse.

const OF_GET = Object.freeze(['key'] as const)
const OF_PUT = Object.freeze(['id', 'key', 'value', 'expected', 'lifetimeSeconds'] as const)
const OF_REMOVE = Object.freeze(['id', 'key', 'expected'] as const)

/** The fast path of a get. */
const getIfPlain = (value: unknown): Get | undefined => {
  if (!hasOnly(value, OF_GET)) return undefined
  const { key } = value
  return isName(key) ? { key } : undefined
}

/** The fast path of a put. */
const putIfPlain = (value: unknown): WrittenPut | undefined => {
  if (!hasOnly(value, OF_PUT)) return undefined
  const { id, key, value: data, expected, lifetimeSeconds } = value
  if (!isUuid(id) || !isName(key) || !isLifetime(lifetimeSeconds)) return undefined
  if (expected !== 'any' && expected !== 'absent' && !isRevision(expected)) return undefined
  const written = writeJson(data)
  return 'text' in written ? { id, key, value: written.text, expected, lifetimeSeconds } : undefined
}

/** The fast path of a removal. */
const removeIfPlain = (value: unknown): Remove | undefined => {
  if (!hasOnly(value, OF_REMOVE)) return undefined
  const { id, key, expected } = value
  if (!isUuid(id) || !isName(key)) return undefined
  return expected === 'any' || isRevision(expected) ? { id, key, expected } : undefined
}

const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value)

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

const isRevision = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1

const isLifetime = (value: unknown): value is number | null =>
  value === null || (isRevision(value) && value <= MOST_SECONDS)

/** The schema of a get. It takes the fast path if it can. */
export const Get: Schema<Get> = withFastPath(
  z.strictObject({ key: Key }, mustHave('key')).overwrite(Object.freeze),
  getIfPlain,
)

/** The schema of a put. It takes the fast path if it can. */
export const Put: Schema<Put, WrittenPut> = withFastPath(
  z
    .strictObject(
      {
        id: Uuid.describe('A UUID of this put alone. Putting again with the same id is recognised as a repeat.'),
        key: Key,
        value: WrittenJson.describe('The value: any JSON.'),
        expected: Expected,
        lifetimeSeconds: Lifetime,
      },
      mustHave('id', 'key', 'value', 'expected', 'lifetimeSeconds'),
    )
    .overwrite(Object.freeze),
  putIfPlain,
)

/** Returns the fields that state a written put: its value read again. */
export const statedPut = ({ value, ...put }: WrittenPut): Put => ({ ...put, value: JSON.parse(value) as JsonInput })

/** The schema of a removal. It takes the fast path if it can. */
export const Remove: Schema<Remove> = withFastPath(
  z
    .strictObject(
      {
        id: Uuid.describe('A UUID of this removal alone. Removing again with the same id is recognised as a repeat.'),
        key: Key,
        expected: ExpectedOfRemove,
      },
      mustHave('id', 'key', 'expected'),
    )
    .overwrite(Object.freeze),
  removeIfPlain,
)

/** The schema of a listing of keys. */
export const ListKeys: Schema<ListKeys> = z
  .strictObject(
    {
      prefix: KeysPrefix,
      after: z
        .union([Name, z.null()], must('a key or null'))
        .describe('The key after which the page begins, or null for the first page.'),
      limit: z
        .int(must('a whole number from 1 to 1000'))
        .min(1, must('at least 1'))
        .max(1000, must('at most 1000'))
        .describe('The most keys of the page, 1 to 1000.'),
    },
    mustHave('prefix', 'after', 'limit'),
  )
  .overwrite(Object.freeze)

/** The schema of a watch. */
export const Watch: Schema<Watch> = z
  .strictObject(
    {
      prefix: KeysPrefix,
      after: PlaceOfChange.describe("The revision after which the watch begins, or 'start' for every value there is."),
    },
    mustHave('prefix', 'after'),
  )
  .overwrite(Object.freeze)

/** Fits a put of a value with a lifetime. */
export const PutWithLifetime: Schema = z.looseObject({ lifetimeSeconds: z.int() })

/** Fits a put that states what it expects of its key, so that a repeat does not overwrite what came in between. */
export const PutAtEntry: Schema = z.looseObject({ expected: z.union([z.literal('absent'), EntryRevision]) })

/** Fits a removal that states which value it removes. */
export const RemoveAtEntry: Schema = z.looseObject({ expected: EntryRevision })
