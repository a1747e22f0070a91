import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { EventStore, KeyValue } from 'tenon'
import { documents } from 'tenon/run'
import { folderFor, gives, nth, openStore, settings } from '../../semantics/stores.ts'
import { openFile } from '../../sqlite/files.ts'
import { openEntries } from '../../sqlite/key-value/stores.ts'
import { ran } from '../laws/child.ts'
import { enterAll, entriesOf } from '../laws/ledger.ts'
import { endOf } from '../runs.ts'
import { holds } from './disturbed.ts'
import { equalsFold, readsFold } from './equal-fold.ts'
import { accountsOf, stores } from './given.ts'
import type { Assignment } from './kill-child.ts'
import { withoutExpectation, withoutFence } from './lies.ts'

const ACCOUNTS = Array.from({ length: 7 }, (_, i) => `account-${i}`)

/** Holds back one put of a runner until another runner has taken everything. The slow one must notice, and end. */
const overtaken = async (
  events: EventStore,
  entries: KeyValue,
  held: number,
  lie: (entries: KeyValue) => KeyValue = (honest) => honest,
): Promise<void> => {
  gives(await documents(accountsOf(), entries).begin(1), 'begun')
  const slow = holds(lie(entries), held)
  const ends = endOf(events, documents(accountsOf(), slow.store), { pageEvents: 20, ifTakenOver: 'stop' })
  await slow.held
  assert.equal((await endOf(events, documents(accountsOf(), entries), { pageEvents: 30 })).end.why, 'caught_up')
  await readsFold(events, entries)
  slow.letGo()
  const { end } = await ends
  await equalsFold(events, entries)
  await readsFold(events, entries)
  assert.equal(end.why, 'taken_over')
}

for (const { name, open } of stores) {
  describe(`Several runners of one projection in ${name}`, () => {
    test('take each event into its document once, whatever their pages are', async (t) => {
      const { store: events } = await openStore(t, nth(settings, 0))
      await enterAll(events, 'ledger-1', entriesOf([...Array(300).keys()], ACCOUNTS))
      const entries = await open(t)
      const runs = [3, 7, 11, 20].map((pageEvents) =>
        endOf(events, documents(accountsOf(), entries), { pageEvents, ifTakenOver: 'continue' }),
      )
      await equalsFold(events, entries)
      await enterAll(events, 'ledger-2', entriesOf([...Array(100).keys()], ACCOUNTS))
      for (const { end } of await Promise.all(runs)) assert.equal(end.why, 'caught_up')
      await endOf(events, documents(accountsOf(), entries))
      await equalsFold(events, entries)
      await readsFold(events, entries)
    })

    for (const held of [1, 4, ACCOUNTS.length + 1]) {
      test(`leave it right if one is overtaken at put ${held}, and that one ends`, async (t) => {
        const { store: events } = await openStore(t, nth(settings, 0))
        await enterAll(events, 'ledger-1', entriesOf([...Array(80).keys()], ACCOUNTS))
        await overtaken(events, await open(t), held)
      })
    }
  })
}

test('Runners in three processes leave documents that equal the fold', async (t) => {
  const folder = await folderFor(t)
  const files = { events: join(folder, 'events.db'), entries: join(folder, 'entries.db') }
  const events = await openFile(t, files.events)
  await enterAll(events, 'ledger-1', entriesOf([...Array(600).keys()], ACCOUNTS))
  const entries = await openEntries(t, files.entries)
  const assignment: Assignment = { ...files, rebuild: false, kill: null }
  const ends = [1, 2, 3].map(() => ran(new URL('kill-child.ts', import.meta.url), assignment))
  for (const end of await Promise.all(ends)) assert.deepEqual(end, { signal: null, said: 'caught_up\n' })
  await equalsFold(events, entries)
  await readsFold(events, entries)
})

describe('The law of several runners catches', () => {
  const lies = [
    { says: 'puts a document whatever revision it has', held: 1, lie: withoutExpectation, by: /has not taken/ },
    { says: 'moves the checkpoint whatever it is', held: ACCOUNTS.length + 1, lie: withoutFence, by: /taken_over/ },
  ]
  for (const { says, held, lie, by } of lies) {
    test(`a runner that ${says}`, async (t) => {
      const { store: events } = await openStore(t, nth(settings, 0))
      await enterAll(events, 'ledger-1', entriesOf([...Array(80).keys()], ACCOUNTS))
      await assert.rejects(overtaken(events, await nth(stores, 0).open(t), held, lie), by)
    })
  }
})
