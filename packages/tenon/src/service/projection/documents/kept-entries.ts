import type { CallOptions } from '../../../domain/capability/outcome.ts'
import type { Json, JsonInput } from '../../../domain/data/json.ts'
import type { EntryRevision } from '../../../domain/key-value/entry.ts'
import { type KeyValueFailed, type KeyValueWord } from '../../../domain/key-value/failure.ts'
import type { KeyValue } from '../../../domain/key-value/store.ts'
import type { CommonFailure } from '../../../domain/vocabulary/failures.ts'
import { failed, type Failed } from '../../../domain/capability/failure.ts'

/** An entry as it was read, with the revision at which it can be changed. */
export interface KeptAt<Value> {
  readonly value: Value
  readonly revision: EntryRevision
}

/** An entry that is to be put. */
interface EntryPut {
  readonly key: string
  readonly value: JsonInput
  readonly id: string
  readonly expected: 'absent' | EntryRevision
  /** What the entry is, for the sentence of a failure. */
  readonly what: string
}

/** The entries of a key-value store, as a projection uses them. A failure of the store is thrown as `EntriesFailed`. */
export class KeptEntries {
  readonly #entries: KeyValue
  readonly #options: () => CallOptions

  /** `options` is called for each call of the store. */
  constructor(entries: KeyValue, options: () => CallOptions) {
    this.#entries = entries
    this.#options = options
  }

  /** Returns an entry that `read` accepts, or `null` if there is none. `read` returns `null` for foreign values. */
  async get<Value>(key: string, read: (value: Json) => Value | null): Promise<KeptAt<Value> | null> {
    const outcome = await this.#entries.get({ key }, this.#options())
    if (outcome.kind === 'failed') throw new EntriesFailed(outcome)
    if (outcome.kind === 'absent') return null
    const value = read(outcome.value)
    if (value === null) throw new EntriesFailed(foreign(key))
    return { value, revision: outcome.revision }
  }

  /** Puts an entry if it is as expected. Returns whether it is stored. */
  async put({ what, ...put }: EntryPut): Promise<boolean> {
    const outcome = await this.#entries.put({ ...put, lifetimeSeconds: null }, this.#options())
    if (outcome.kind === 'put') return true
    // What the store has forgotten shows when the entry is read again: it says itself how far it has come.
    if (outcome.kind === 'conflict' || outcome.failure === 'forgotten') return false
    throw new EntriesFailed({ ...outcome, says: `${what}: ${outcome.says}` })
  }

  /** Removes an entry if it has this revision. */
  async remove(key: string, id: string, expected: EntryRevision): Promise<void> {
    const outcome = await this.#entries.remove({ id, key, expected }, this.#options())
    if (outcome.kind === 'failed' && outcome.failure !== 'forgotten') throw new EntriesFailed(outcome)
  }

  /** Lists one page of keys. */
  async keys(
    prefix: string,
    after: string | null,
    limit: number,
  ): Promise<{
    readonly keys: readonly { readonly key: string; readonly revision: EntryRevision }[]
    readonly next: string | null
  }> {
    const outcome = await this.#entries.keys({ prefix, after, limit }, this.#options())
    if (outcome.kind === 'failed') throw new EntriesFailed(outcome)
    return outcome
  }
}

/** A call of the store failed. It never leaves the read model: `outcomeOf` makes a value of it. */
class EntriesFailed extends Error {
  readonly failed: KeyValueFailed

  constructor(failure: KeyValueFailed) {
    super(failure.says)
    this.failed = failure
  }
}

/** Runs one operation of a read model, and returns a failure of the store as the failure of this operation. */
export const outcomeOf = async <Outcome, Name extends string>(
  operation: Name,
  run: () => Promise<Outcome>,
): Promise<Outcome | Failed<CommonFailure, Name>> => {
  try {
    return await run()
  } catch (thrown) {
    if (!(thrown instanceof EntriesFailed)) throw thrown
    const { failure, says, ...rest } = thrown.failed
    return { ...rest, failure: common(failure), operation, says: `${operation}: ${says}` }
  }
}

const common = (word: KeyValueWord): CommonFailure => (word === 'forgotten' ? 'unclassified' : word)

const foreign = (key: string): KeyValueFailed =>
  failed(
    'misconfigured',
    'none',
    'get',
    `the entry ${JSON.stringify(key)} is not one of a projection. Keep your own keys from beginning with "projection/", ` +
      'or give the projection a store of its own.',
  )
