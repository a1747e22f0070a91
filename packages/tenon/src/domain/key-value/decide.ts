import type { EntryRevision } from './entry.ts'
import { forgotten, type KeyValueFailed } from './failure.ts'
import type { Remove, WrittenPut } from './intent.ts'
import type { PutResult, RemoveResult } from './result.ts'

/** A change of one key, as the rules see it. */
export type EntryChange = PutChange | RemovedChange | ExpiredChange

/** A value was put. */
interface PutChange {
  readonly kind: 'put'
  readonly revision: EntryRevision
  /** The id of the put. */
  readonly id: string
  /** When it was made, in milliseconds by the clock of the store. */
  readonly at: number
  /** When the life of the value is over, by the same clock, or `null` if it has no end. */
  readonly until: number | null
}

/** The value was removed. */
interface RemovedChange {
  readonly kind: 'removed'
  readonly revision: EntryRevision
  /** The id of the removal. */
  readonly id: string
  readonly at: number
}

/** The store found that the life of the value is over. */
interface ExpiredChange {
  readonly kind: 'expired'
  readonly revision: EntryRevision
  readonly at: number
}

/** What a store knows about one key at one moment, as far as it matters for a put or a removal. */
export interface EntryKnowledge {
  /** The time by the clock of the store, in milliseconds. */
  readonly now: number
  /** The changes of the key that the store remembers, the latest first. Under `dedupe: latest`, the latest alone. */
  readonly changes: readonly EntryChange[]
  /**
   * Whether the store may have forgotten a change of the key to which it still owes recognition. `forgets` computes it.
   * Under `dedupe: latest` it is false.
   */
  readonly forgot: boolean
  /**
   * Returns the revision of the put with this id that expected the key to be absent, if it was stored within the window,
   * however many changes have followed. Under `dedupe: latest` it finds none.
   */
  created(id: string): EntryRevision | undefined
}

/** For how many changes of a key, and for how long, a store recognises writes. It grants both numbers as limits. */
export interface Recognition {
  readonly recentWrites: number
  readonly repeatWindowMs: number
}

/** The decision to make the change that the intent asks for. */
export interface Changing {
  readonly kind: 'change'
}

/**
 * Decides a put. Returns its result, or that its value must be stored. The first rule that applies decides:
 *
 * 1. If the store remembers a put of this key with this id, it is a repeat.
 * 2. If the key is as expected, the value is stored.
 * 3. If the put states a revision and may be one that the store has forgotten, it fails with `forgotten`.
 * 4. Otherwise it is a conflict.
 *
 * Only ids are compared, and only with puts of the same key. A put with the id of a removal, or with the id of a put of
 * another key, is a new put.
 */
export const decidePut = (
  { id, expected }: Pick<WrittenPut, 'id' | 'expected'>,
  known: EntryKnowledge,
): PutResult | KeyValueFailed | Changing => {
  const own = known.changes.find((change) => change.kind === 'put' && change.id === id)
  const revision = own?.revision ?? (expected === 'absent' ? known.created(id) : undefined)
  if (revision !== undefined) return { kind: 'put', revision, repeated: true }
  const actual = revisionOf(known.changes[0], known.now)
  if (expected === 'any' || expected === actual) return { kind: 'change' }
  return expected !== 'absent' && mayBeForgotten(expected, known) ? forgotten('put') : { kind: 'conflict', actual }
}

/**
 * Decides a removal. Returns its result, or that the value must be removed. The first rule that applies decides:
 *
 * 1. If the store remembers a removal of this key with this id, it is a repeat.
 * 2. If the key has a value as expected, it is removed.
 * 3. If the removal states a revision and may be one that the store has forgotten, it fails with `forgotten`.
 * 4. Otherwise the key is absent, or has another value: a conflict.
 */
export const decideRemove = (
  { id, expected }: Pick<Remove, 'id' | 'expected'>,
  known: EntryKnowledge,
): RemoveResult | KeyValueFailed | Changing => {
  const own = known.changes.find((change) => change.kind === 'removed' && change.id === id)
  if (own !== undefined) return { kind: 'removed', revision: own.revision, repeated: true }
  const actual = revisionOf(known.changes[0], known.now)
  if (actual !== 'absent' && (expected === 'any' || expected === actual)) return { kind: 'change' }
  if (expected !== 'any' && mayBeForgotten(expected, known)) return forgotten('remove')
  return actual === 'absent' ? { kind: 'absent' } : { kind: 'conflict', actual }
}

/** Returns the revision of the value that a key has after its latest change. */
export const revisionOf = (latest: EntryChange | undefined, now: number): EntryRevision | 'absent' =>
  latest?.kind === 'put' && !isOver(latest.until, now) ? latest.revision : 'absent'

/** Returns whether a life is over that lasts until a time. */
export const isOver = (until: number | null, now: number): boolean => until !== null && until <= now

/** Returns when the life of a value is over that is put now, by the same clock, or `null` if it has no end. */
export const endOfLife = (lifetimeSeconds: number | null, now: number): number | null =>
  lifetimeSeconds === null ? null : now + lifetimeSeconds * 1_000

/**
 * Returns whether a store that remembers these changes of a key may have forgotten one within its window. It has not if
 * it remembers fewer than `recentWrites`, or if the oldest that it remembers was made before the window. So a store may
 * forget changes from before the window, and whatever comes before the last `recentWrites` changes.
 */
export const forgets = (
  changes: readonly EntryChange[],
  now: number,
  { recentWrites, repeatWindowMs }: Recognition,
): boolean => {
  const oldest = changes.at(-1)
  return oldest !== undefined && changes.length >= recentWrites && oldest.at >= now - repeatWindowMs
}

/**
 * Returns whether a write that the store does not remember, and that builds on a revision, may have been made before and
 * forgotten. If the store remembers that revision, it also remembers what came after it, and the write would be there.
 */
const mayBeForgotten = (base: EntryRevision, { changes, forgot }: EntryKnowledge): boolean => {
  const oldest = changes.at(-1)
  return forgot && oldest !== undefined && base < oldest.revision
}
