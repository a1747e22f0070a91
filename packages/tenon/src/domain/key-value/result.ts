import { z } from 'zod'
import type { Schema } from '../capability/schema.ts'
import type { Json } from '../data/json.ts'
import { AnyJson } from '../data/json-schema.ts'
import { Name, Uuid } from '../data/names.ts'
import { EntryRevision, PlaceOfChange } from './entry.ts'

/** The value of a key. */
export interface EntryValue {
  readonly kind: 'value'
  readonly value: Json
  /** The revision with which it was put. */
  readonly revision: EntryRevision
  /** The id of the put. */
  readonly id: string
}

/** The key has no value: none was ever put, it was removed, or its life is over. */
export interface EntryAbsent {
  readonly kind: 'absent'
}

/** The value is stored. */
export interface PutDone {
  readonly kind: 'put'
  /** The revision with which it was put. */
  readonly revision: EntryRevision
  /** Whether an earlier call stored it and this one stored nothing. The key may have another value since. */
  readonly repeated: boolean
}

/** The value is removed. */
export interface RemoveDone {
  readonly kind: 'removed'
  /** The revision of the removal. */
  readonly revision: EntryRevision
  /** Whether an earlier call removed it and this one removed nothing. The key may have another value since. */
  readonly repeated: boolean
}

/** The key is not as the call expected. Nothing was changed. */
export interface EntryConflict {
  readonly kind: 'conflict'
  /** The revision of the key's value. */
  readonly actual: EntryRevision | 'absent'
}

/** A page of keys that have a value, with the revisions of their values. */
export interface KeysPage {
  readonly kind: 'page'
  readonly keys: readonly { readonly key: string; readonly revision: EntryRevision }[]
  /** The key to list on after, or `null` if no more keys follow. */
  readonly next: string | null
}

/** An item of a watch: the key has this value. */
export interface ValueItem {
  readonly kind: 'value'
  readonly key: string
  readonly value: Json
  readonly revision: EntryRevision
  /** The id of the put. */
  readonly id: string
}

/** An item of a watch: the key has no value any more. It was removed, or the life of its value is over. */
export interface RemovedItem {
  readonly kind: 'removed'
  readonly key: string
  readonly revision: EntryRevision
}

/** The last change of every key up to this revision was given, and the watch now waits for new ones. */
export interface WatchCaughtUp {
  readonly kind: 'caught_up'
  /** The last revision of the store, or `start` if nothing was ever changed. */
  readonly revision: EntryRevision | 'start'
}

/** The store no longer remembers every removal after the revision asked for. Watch again from `start`. */
export interface WatchTruncated {
  readonly kind: 'truncated'
  /** The first revision from which on the store remembers every removal. */
  readonly first: EntryRevision
}

/** The revision asked for is beyond the last one: the store is older than the reader, such as after a restored backup. */
export interface WatchAhead {
  readonly kind: 'ahead'
  readonly head: EntryRevision | 'start'
}

const value = z.strictObject({ kind: z.literal('value'), value: AnyJson, revision: EntryRevision, id: Uuid })
const absent = z.strictObject({ kind: z.literal('absent') })
const putDone = z.strictObject({ kind: z.literal('put'), revision: EntryRevision, repeated: z.boolean() })
const removeDone = z.strictObject({ kind: z.literal('removed'), revision: EntryRevision, repeated: z.boolean() })
const conflict = z.strictObject({ kind: z.literal('conflict'), actual: z.union([z.literal('absent'), EntryRevision]) })
const page = z.strictObject({
  kind: z.literal('page'),
  keys: z.array(z.strictObject({ key: Name, revision: EntryRevision })),
  next: z.union([Name, z.null()]),
})
const valueItem = value.extend({ key: Name })
const removedItem = z.strictObject({ kind: z.literal('removed'), key: Name, revision: EntryRevision })
const caughtUp = z.strictObject({ kind: z.literal('caught_up'), revision: PlaceOfChange })
const truncated = z.strictObject({ kind: z.literal('truncated'), first: EntryRevision })
const ahead = z.strictObject({ kind: z.literal('ahead'), head: PlaceOfChange })

/** The result of a get. */
export type GetResult = EntryValue | EntryAbsent
/** The schema of the result of a get. */
export const GetResult: Schema<GetResult> = z.discriminatedUnion('kind', [value, absent])

/** The result of a put. */
export type PutResult = PutDone | EntryConflict
/** The schema of the result of a put. */
export const PutResult: Schema<PutResult> = z.discriminatedUnion('kind', [putDone, conflict])

/** The result of a removal. */
export type RemoveResult = RemoveDone | EntryAbsent | EntryConflict
/** The schema of the result of a removal. */
export const RemoveResult: Schema<RemoveResult> = z.discriminatedUnion('kind', [removeDone, absent, conflict])

/** The schema of the result of a listing of keys. */
export const KeysPage: Schema<KeysPage> = page

/** An item of a watch. */
export type WatchItem = ValueItem | RemovedItem | WatchCaughtUp | WatchTruncated | WatchAhead
/** The schema of an item of a watch. */
export const WatchItem: Schema<WatchItem> = z.discriminatedUnion('kind', [
  valueItem,
  removedItem,
  caughtUp,
  truncated,
  ahead,
])
