import { randomUUID } from 'node:crypto'
import { type Event, type EventStore, eventTypes, type RecordedEvent, type RecordedEventOf } from 'tenon'
import { z } from 'zod'
import { gives } from '../../semantics/stores.ts'

/** The events of the laws: numbers that are entered into accounts. */
export const LedgerEvents = eventTypes({
  Entered: { version: 1, data: z.object({ account: z.string(), n: z.number() }), from: {} },
})

/** A recorded entry. */
export type Entered = RecordedEventOf<typeof LedgerEvents>

/**
 * What is kept of an account. `chain` depends on every entry and on their order, so that an entry which is missing,
 * doubled or out of order shows for ever.
 */
export interface Account {
  readonly entries: number
  readonly chain: number
}

/** An account without entries. */
export const NO_ENTRIES: Account = Object.freeze({ entries: 0, chain: 7 })

/** Returns an account after one more entry. */
export const enter = ({ entries, chain }: Account, n: number): Account => ({
  entries: entries + 1,
  chain: (chain * 31 + n) % 1_000_003,
})

/** Returns entries, one for each number, which go to accounts in turn. */
export const entriesOf = (numbers: readonly number[], accounts: readonly string[]): readonly Event[] =>
  numbers.map((n, i) => ({
    id: randomUUID(),
    type: 'Entered',
    data: { account: accounts[i % accounts.length] ?? '', n },
    metadata: { schema: 1 },
  }))

/** Appends entries to a stream. */
export const enterAll = async (store: EventStore, stream: string, entries: readonly Event[]): Promise<void> => {
  for (let i = 0; i < entries.length; i += 500)
    gives(await store.append({ stream, expectedRevision: 'any', events: entries.slice(i, i + 500) }), 'appended')
}

/** Reads the log after a position. */
export const logOf = async (
  store: EventStore,
  after: number | 'start' = 'start',
): Promise<readonly RecordedEvent[]> => {
  const filter = { streams: 'all', types: 'all' } as const
  const { events, next, caughtUp } = gives(await store.read_all({ after, filter, limit: 1_000 }), 'page')
  return caughtUp ? events : [...events, ...(await logOf(store, next))]
}

/** Returns the accounts after all entries of a log up to a position. It knows nothing of projections. */
export const accountsAt = (log: readonly RecordedEvent[], position: number): ReadonlyMap<string, Account> => {
  const accounts = new Map<string, Account>()
  for (const event of log) {
    if (event.position > position) break
    const { account, n } = event.data as { readonly account: string; readonly n: number }
    accounts.set(account, enter(accounts.get(account) ?? NO_ENTRIES, n))
  }
  return accounts
}
