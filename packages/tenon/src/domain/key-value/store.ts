import type { Declared } from '../capability/capability.ts'
import { capability } from '../capability/declaration/tested.ts'
import { type Words, words } from '../capability/failure.ts'
import type { CallOptions } from '../capability/outcome.ts'
import { commonFailures } from '../vocabulary/failures.ts'
import { commonLadders } from '../vocabulary/ladders.ts'
import type { KeyValueFailed, KeyValueWord } from './failure.ts'
import {
  Get,
  ListKeys,
  Put,
  PutAtEntry,
  PutWithLifetime,
  Remove,
  RemoveAtEntry,
  statedPut,
  Watch,
  type WrittenPut,
} from './intent.ts'
import { GetResult, KeysPage, PutResult, RemoveResult, WatchItem } from './result.ts'

const failures = {
  ...commonFailures,
  forgotten: {
    says: 'The store no longer remembers whether an earlier attempt did this.',
    effects: ['unknown'],
    passes: false,
    acts: 'caller',
  },
} as const

const declared = capability({
  name: 'key_value',
  version: 1,
  operations: {
    get: {
      says: 'Get the value of one key.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: Get,
      states: 'the_intent',
      result: GetResult,
    },
    put: {
      says: 'Put a value under one key, if the key is as expected.',
      touches: 'write',
      gives: 'one',
      asks: [{ when: PutWithLifetime, guarantee: 'expiry', rung: 'kept' }],
      repeatable: [{ when: PutAtEntry, guarantee: 'dedupe', rung: 'recent' }],
      intent: Put,
      states: statedPut,
      result: PutResult,
    },
    remove: {
      says: 'Remove the value of one key, if it is as expected.',
      touches: 'write',
      gives: 'one',
      asks: [],
      repeatable: [{ when: RemoveAtEntry, guarantee: 'dedupe', rung: 'recent' }],
      intent: Remove,
      states: 'the_intent',
      result: RemoveResult,
    },
    keys: {
      says: 'List one page of the keys that have a value, in the order of their code points.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: ListKeys,
      states: 'the_intent',
      result: KeysPage,
    },
    watch: {
      says: 'Watch all keys with a prefix: the values that are there, then each change.',
      touches: 'read',
      gives: 'many',
      resume: { items: ['revision'], intent: 'after' },
      last: ['truncated', 'ahead'],
      silent: 'may_last',
      asks: [],
      repeatable: 'always',
      intent: Watch,
      states: 'the_intent',
      result: WatchItem,
    },
  },
  failures,
  guarantees: {
    dedupe: ['latest', 'recent'],
    reads: ['eventual', 'latest'],
    expiry: ['none', 'kept'],
    ...commonLadders,
    retention: ['bounded', 'forever'],
  },
  limits: {
    max_value_bytes: {
      says: 'The most bytes of UTF-8 that a value may have as JSON.',
      measure: 'json_bytes',
      operation: 'put',
      path: '',
      of: ['value'],
    },
    recent_writes: {
      says: 'How many changes of a key a repeated write may lie behind under the rung `recent`, if it states a revision.',
      measure: 'promise',
    },
    repeat_window_ms: {
      says: 'How long a write is remembered under the rung `recent`, in milliseconds.',
      measure: 'rung_ms',
      guarantee: 'dedupe',
      rung: 'recent',
    },
    removed_kept_ms: {
      says: 'How long a removal is remembered for those who watch, in milliseconds.',
      measure: 'promise',
    },
  },
})

/** The type of the declaration, as an interface so that hovers, errors and `.d.ts` files show its name. */
export interface KeyValueCapability extends Declared<typeof declared> {}

/** The key-value store as data: its operations, failures, guarantees and limits. */
export const KeyValue: KeyValueCapability = declared

/**
 * The key-value store as a domain function takes it. No method rejects or throws: a failure is the outcome `failed`. The
 * second argument sets a signal and a deadline for one call.
 */
export interface KeyValue {
  /**
   * Gets the value of one key.
   *
   * - `value`: the value, the revision with which it was put, and the id of that put.
   * - `absent`: the key has no value. None was ever put, it was removed, or its life is over.
   * - `failed`: the value could not be read.
   */
  readonly get: (get: Get, options?: CallOptions) => Promise<GetResult | KeyValueFailed>
  /**
   * Puts a value under one key, if the key is as expected.
   *
   * - `put`: the value is stored. `repeated` is true if an earlier call with this id stored it and this one stored
   *   nothing.
   * - `conflict`: the key is not as expected. Nothing was stored.
   * - `failed`: with effect `none`, nothing was stored and nothing will be. With `unknown`, the value may be stored, now
   *   or later.
   */
  readonly put: (put: Put, options?: CallOptions) => Promise<PutResult | KeyValueFailed>
  /**
   * Removes the value of one key, if it is as expected.
   *
   * - `removed`: the value is removed. `repeated` is true if an earlier call with this id removed it and this one removed
   *   nothing.
   * - `absent`: the key has no value. Nothing was removed.
   * - `conflict`: the key has a value of another revision. Nothing was removed.
   * - `failed`: with effect `none`, nothing was removed and nothing will be. With `unknown`, the value may be removed, now
   *   or later.
   */
  readonly remove: (remove: Remove, options?: CallOptions) => Promise<RemoveResult | KeyValueFailed>
  /**
   * Lists one page of the keys that have a value, in the order of their code points.
   *
   * - `page`: the keys with the revisions of their values, and the key to list on after.
   * - `failed`: the page could not be read.
   */
  readonly keys: (list: ListKeys, options?: CallOptions) => Promise<KeysPage | KeyValueFailed>
  /**
   * Watches all keys with a prefix: first the values that are there, then each change. The reader pulls: nothing is read
   * before it asks. The last change of each key is always given; of several changes of one key, earlier ones may be left
   * out. Items come in the order of their revisions.
   *
   * - `value`: the key has this value.
   * - `removed`: the key has no value any more. It was removed, or the life of its value is over.
   * - `caught_up`: the last change of every key was given. The next item waits for a new one.
   * - `truncated`: the store no longer remembers every removal after `after`. It is the last item.
   * - `ahead`: `after` is beyond the last revision of the store. It is the last item.
   * - `failed`: the watch cannot go on. It is the last item.
   */
  readonly watch: (watch: Watch, options?: CallOptions) => AsyncIterableIterator<WatchItem | KeyValueFailed, undefined>
}

/** A failure word of a key-value store. */
export type KeyValueFailure = KeyValueWord

/** The same words as constants: `KeyValueFailure.ConnectionLost === 'connection_lost'`. */
export const KeyValueFailure: Words<typeof failures> = words(failures)

/** An intent of `get`, `put`, `remove` or `keys`, which `execute` of an executor is given. */
export type KeyValueIntent =
  | ({ readonly kind: 'get' } & Get)
  | ({ readonly kind: 'put' } & WrittenPut)
  | ({ readonly kind: 'remove' } & Remove)
  | ({ readonly kind: 'keys' } & ListKeys)

/** The outcome of such an intent, which `execute` of an executor returns. */
export type KeyValueOutcome = GetResult | PutResult | RemoveResult | KeysPage | KeyValueFailed

/** An intent of `watch`, which `follow` of an executor is given. */
export type KeyWatch = { readonly kind: 'watch' } & Watch

/** The items of a watch, which `follow` of an executor returns. */
export type WatchItems = AsyncIterator<WatchItem | KeyValueFailed, undefined, undefined>
