import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { EventStore, KeyValue, RecordedEvent } from 'tenon'
import { type Documents, documents, type ReadModel } from 'tenon/run'
import { gives, nth, openStore, settings } from '../../semantics/stores.ts'
import { accountsAt, enter, enterAll, entriesOf, logOf } from '../laws/ledger.ts'
import { endOf } from '../runs.ts'
import { endsAt } from '../laws/points.ts'
import { holds } from './disturbed.ts'
import { type Accounts, accountsOf, stores } from './given.ts'
import { looksOnce, swapsEarly } from './lies.ts'
import { passingWrites } from './passing.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e']

/** The second version, whose documents are others: each number counts twice. */
const second = accountsOf({
  version: 2,
  evolve: (account, { data }) => enter(enter(account, data.n), data.n),
})

/** What readers found in one page, or under all keys. */
const whole = (log: readonly RecordedEvent[], version: 1 | 2): string => {
  const doubled = version === 1 ? log : log.flatMap((event) => [event, event])
  return JSON.stringify([...accountsAt(doubled, Number.POSITIVE_INFINITY)])
}

/**
 * The law `swap_is_whole`: while a second version is built, becomes live, and the first one is dropped, each page that a
 * reader lists is whole, of the one version or of the other, and never again of the first after the second. No document is
 * absent meanwhile. `lie` is what runs the second version.
 */
const swapIsWhole = async (
  events: EventStore,
  entries: KeyValue,
  lies: { readonly run: (model: ReadModel) => ReadModel; readonly read: (entries: KeyValue) => KeyValue },
): Promise<void> => {
  await enterAll(events, 'ledger-1', entriesOf([...Array(120).keys()], NAMES))
  const log = await logOf(events)
  const [old, next] = [whole(log, 1), whole(log, 2)]
  await endOf(events, documents(accountsOf(), entries))
  const rebuilds = (async () => {
    const model = lies.run(documents(second, entries))
    assert.equal((await endOf(events, model, { pageEvents: 7 })).end.why, 'caught_up')
    assert.deepEqual(await model.drop({ version: 1, number: 1 }), { kind: 'dropped' })
    return 'done' as const
  })()
  const reader = documents(second, lies.read(entries))
  const found: string[] = []
  for (let over = false; !over || found.length === 0;) {
    const page = gives(await reader.list({ prefix: '', after: null, limit: 100 }), 'page')
    found.push(JSON.stringify(page.documents.map(({ key, document }) => [key, document])))
    for (const name of NAMES) gives(await reader.get(name), 'document')
    over = (await Promise.race([rebuilds, turn('goes on')])) === 'done'
  }
  const page = gives(await reader.list({ prefix: '', after: null, limit: 100 }), 'page')
  found.push(JSON.stringify(page.documents.map(({ key, document }) => [key, document])))
  const swapped = found.indexOf(next)
  assert.ok(swapped > 0, 'readers got both versions')
  for (const [i, each] of found.entries()) assert.equal(each, i < swapped ? old : next, `the ${i}th page is not whole`)
}

const honest = { run: (model: ReadModel) => model, read: (entries: KeyValue) => entries }

for (const { name, open } of stores) {
  describe(`Readers of documents in ${name}`, () => {
    test('find the old build or the new one, whole, while the one replaces the other', async (t) => {
      await swapIsWhole((await openStore(t, nth(settings, 0))).store, await open(t), honest)
    })

    test('find documents of the new build if the old one is dropped while they read', async (t) => {
      const { store: events } = await openStore(t, nth(settings, 0))
      await enterAll(events, 'ledger-1', entriesOf([1, 2, 3], NAMES))
      const entries = await open(t)
      await endOf(events, documents(accountsOf(), entries))
      const go = Promise.withResolvers<void>()
      const got = Promise.withResolvers<void>()
      const listed = Promise.withResolvers<void>()
      const slow: KeyValue = {
        ...entries,
        get: async (get, options) => {
          if (get.key.endsWith('/a')) {
            got.resolve()
            await go.promise
          }
          return entries.get(get, options)
        },
        keys: async (list, options) => {
          listed.resolve()
          await go.promise
          return entries.keys(list, options)
        },
      }
      const reader = documents(accountsOf(), slow)
      const gets = reader.get('a')
      const lists = reader.list({ prefix: '', after: null, limit: 10 })
      await Promise.all([got.promise, listed.promise])
      const model = documents(second, entries)
      await endOf(events, model)
      assert.deepEqual(await model.drop({ version: 1, number: 1 }), { kind: 'dropped' })
      go.resolve()
      assert.equal(gives(await gets, 'document').document.entries, 2)
      assert.deepEqual(
        gives(await lists, 'page').documents.map(({ key, document }) => [key, document.entries]),
        [
          ['a', 2],
          ['b', 2],
          ['c', 2],
        ],
      )
    })

    test('get the new build although its runner ended before it was made live, when the next runner comes', async (t) => {
      const { store: events } = await openStore(t, nth(settings, 0))
      await enterAll(events, 'ledger-1', entriesOf([1, 2, 3], NAMES))
      const entries = await open(t)
      await endOf(events, documents(accountsOf(), entries))
      const ended = Promise.withResolvers<void>()
      const pass = endsAt('after_commit', 1, () => {
        ended.resolve()
        return new Promise(() => undefined)
      })
      const first: Documents<Accounts> = documents(second, passingWrites(entries, pass))
      void endOf(events, first)
      await ended.promise
      assert.equal(gives(await first.get('a'), 'document').document.entries, 1)
      await endOf(events, documents(second, entries))
      assert.equal(gives(await first.get('a'), 'document').document.entries, 2)
    })

    for (const when of ['after', 'while'] as const) {
      test(`keep the live build if another one is to become live ${when} it is dropped`, async (t) => {
        const { store: events } = await openStore(t, nth(settings, 0))
        await enterAll(events, 'ledger-1', entriesOf([1, 2, 3], NAMES))
        const entries = await open(t)
        const model = documents(accountsOf(), entries)
        await endOf(events, model)
        // The runner puts the entry of the build, three documents, the entry again, and then the live entry.
        const runner = holds(entries, 6)
        const runs = endOf(events, documents(accountsOf(), runner.store), { rebuild: true })
        await runner.held
        // The drop takes back that the build has caught up, renews the live entry, and then marks the build.
        const dropper = holds(entries, when === 'while' ? 3 : 0)
        const drops = documents(accountsOf(), dropper.store).drop({ version: 1, number: 2 })
        await (when === 'while' ? dropper.held : drops)
        runner.letGo()
        assert.equal((await runs).live, false)
        dropper.letGo()
        assert.deepEqual(await drops, { kind: 'dropped' })
        const { builds } = gives(await model.builds(), 'builds')
        assert.deepEqual(
          builds.map(({ number, live }) => ({ number, live })),
          [{ number: 1, live: true }],
        )
        gives(await model.get('a'), 'document')
      })
    }
  })
}

describe('The law that a swap is whole catches', () => {
  test('a runner that swaps before the last page', async (t) => {
    const { store: events } = await openStore(t, nth(settings, 0))
    const lies = { ...honest, run: swapsEarly }
    await assert.rejects(swapIsWhole(events, await nth(stores, 0).open(t), lies), /is not whole|"absent"|both versions/)
  })

  test('a reader that does not look again which build is live', async (t) => {
    const { store: events } = await openStore(t, nth(settings, 0))
    const lies = { ...honest, read: looksOnce }
    await assert.rejects(swapIsWhole(events, await nth(stores, 0).open(t), lies), /is not whole|"absent"|both versions/)
  })
})
