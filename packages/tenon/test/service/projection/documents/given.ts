import type { TestContext } from 'node:test'
import {
  type DocumentParts,
  type DocumentProjection,
  documentProjection,
  type KeyValue,
  type KeyValueCapability,
} from 'tenon'
import { type Binding, bind, runtime } from 'tenon/bind'
import { MemoryKeyValueExecutor } from 'tenon/memory'
import type { Checkpoint, Step } from 'tenon/run'
import { leastEntries } from '../../memory/key-value/need.ts'
import { folderFor, gives, once } from '../../semantics/stores.ts'
import { openEntries } from '../../sqlite/key-value/stores.ts'
import { type Account, enter, type Entered, LedgerEvents, NO_ENTRIES } from '../laws/ledger.ts'

/** The documents of the tests: one for each account. */
export interface Accounts extends DocumentParts {
  readonly events: typeof LedgerEvents
  readonly document: Account
}

/** Returns the projection of the tests, in which a test states only what it is about. */
export const accountsOf = (stated: Partial<DocumentProjection<Accounts>> = {}): DocumentProjection<Accounts> =>
  documentProjection<Accounts>({
    name: 'accounts',
    version: 1,
    events: LedgerEvents,
    filter: { streams: 'all', types: ['Entered'] },
    unreadable: 'stop',
    unknownType: 'stop',
    key: ({ data }) => data.account,
    initial: NO_ENTRIES,
    evolve: (account, { data }) => enter(account, data.n),
    ...stated,
  })

/** Opens a store of entries in memory. It is closed after the test. */
export const inMemory = async (t: TestContext): Promise<KeyValue> => {
  const binding: Binding<KeyValueCapability> = bind(leastEntries, new MemoryKeyValueExecutor({ clock: runtime }), once)
  t.after(() => binding.close())
  return gives(await binding.open(), 'opened').store
}

/** The stores on which every test of documents runs. */
export const stores: readonly { readonly name: string; open(t: TestContext): Promise<KeyValue> }[] = [
  { name: 'memory', open: inMemory },
  { name: 'sqlite', open: async (t) => openEntries(t, `${await folderFor(t)}/entries.db`) },
]

/** Returns an entry as it is recorded at a position, in a stream of one entry for each position. */
export const entered = (position: number, account: string, n = position): Entered => ({
  id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
  type: 'Entered',
  data: { account, n },
  metadata: { schema: 1 },
  stream: 'ledger-1',
  revision: position - 1,
  position,
  recordedAt: 0,
})

/** Returns the checkpoint at a position. 0 is the start. */
export const at = (position: number): Checkpoint => ({
  position: position === 0 ? 'start' : position,
  last: position === 0 ? null : { position, id: entered(position, '').id },
  passed: { unreadable: 0, unknownType: 0 },
})

/** Returns a step of events from one position to another. */
export const step = (
  from: number,
  to: number,
  events: readonly Entered[],
  stated: Partial<Step<typeof LedgerEvents>> = {},
): Step<typeof LedgerEvents> => ({
  build: { version: 1, number: 1 },
  from: at(from),
  to: at(to),
  events,
  swap: false,
  ...stated,
})
