import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventStore, KeyValue } from 'tenon'
import { documents, project } from 'tenon/run'
import { gives, openStore, nth, settings } from '../../semantics/stores.ts'
import { enterAll, entriesOf, logOf } from '../laws/ledger.ts'
import { endsAt, points } from '../laws/points.ts'
import { endOf, settingsWith } from '../runs.ts'
import { delays, losesAnswer } from './disturbed.ts'
import { equalsFold, readsFold } from './equal-fold.ts'
import { accountsOf, at, entered, step, stores } from './given.ts'
import { checkpointFirst, withoutAt } from './lies.ts'
import { passingRead, passingWrites } from './passing.ts'

const ACCOUNTS = ['a', 'b', 'c', 'd', 'e']
/** One step enters ten entries into five accounts, so it puts five documents and then the checkpoint. */
const PUTS = ACCOUNTS.length + 1

/** Runs until a point of the second step, where the runner ends, and then runs another one to the end. */
const interrupted = async (
  events: EventStore,
  entries: KeyValue,
  point: (typeof points)[number],
  lie: (entries: KeyValue) => KeyValue = (honest) => honest,
): Promise<void> => {
  const ended = Promise.withResolvers<void>()
  const time = point === 'applied' ? ACCOUNTS.length + 3 : 2
  const pass = endsAt(point, time, () => {
    ended.resolve()
    return new Promise(() => undefined)
  })
  const first = documents(accountsOf(), passingWrites(lie(entries), pass))
  project(passingRead(events, pass), [first], settingsWith({ until: 'caught_up', pageEvents: 10 })).start()
  await ended.promise
  await equalsFold(events, entries)
  // Its steps are others. With the same steps the ids of the puts alone would keep documents from being put twice.
  const { end } = await endOf(events, documents(accountsOf(), lie(entries)), { pageEvents: 15 })
  assert.equal(end.why, 'caught_up')
  await equalsFold(events, entries)
  await readsFold(events, entries)
}

for (const { name, open } of stores) {
  describe(`Each event is taken exactly once into its document in ${name}`, () => {
    for (const point of points) {
      test(`if the runner ends at ${point}`, async (t) => {
        const { store: events } = await openStore(t, nth(settings, 0))
        await enterAll(events, 'ledger-1', entriesOf([...Array(40).keys()], ACCOUNTS))
        await interrupted(events, await open(t), point)
      })
    }

    for (let lost = 1; lost <= PUTS; lost += 1) {
      test(`if the answer to put ${lost} of a step is lost, and the step is made again`, async (t) => {
        const { store: events } = await openStore(t, nth(settings, 0))
        await enterAll(events, 'ledger-1', entriesOf([...Array(10).keys()], ACCOUNTS))
        const log = await logOf(events)
        const entries = await open(t)
        gives(await documents(accountsOf(), entries).begin(1), 'begun')
        const model = documents(accountsOf(), losesAnswer(entries, lost))
        const taken = log.map((event) => gives(accountsOf().events.read(event), 'event').event)
        const made = step(0, 10, taken, { to: { ...at(10), last: { position: 10, id: nth(log, 9).id } } })
        const failed = gives(await model.commit(made), 'failed')
        assert.deepEqual([failed.failure, failed.effect, failed.operation], ['timeout', 'unknown', 'commit'])
        assert.deepEqual(await model.commit(made), { kind: 'committed', live: true })
        assert.deepEqual(await model.commit(made), { kind: 'committed', live: true }, 'a step is its own repeat')
        assert.deepEqual(await documents(accountsOf(), entries).commit(made), { kind: 'taken_over' })
        await equalsFold(events, entries)
        await readsFold(events, entries)
      })

      test(`if put ${lost} of a step arrives when all is over`, async (t) => {
        const { store: events } = await openStore(t, nth(settings, 0))
        await enterAll(events, 'ledger-1', entriesOf([...Array(40).keys()], ACCOUNTS))
        const entries = await open(t)
        gives(await documents(accountsOf(), entries).begin(1), 'begun')
        const { store, deliver } = delays(entries, lost)
        const { end } = await endOf(events, documents(accountsOf(), store), { pageEvents: 10, backoffMs: 1 })
        assert.equal(end.why, 'caught_up', end.says)
        await readsFold(events, entries)
        await deliver()
        await equalsFold(events, entries)
        await readsFold(events, entries)
      })
    }
  })
}

describe('The law that documents equal the fold catches', () => {
  test('documents that do not know which events they have taken', async (t) => {
    const { store: events } = await openStore(t, nth(settings, 0))
    await enterAll(events, 'ledger-1', entriesOf([...Array(40).keys()], ACCOUNTS))
    await assert.rejects(
      interrupted(events, await nth(stores, 0).open(t), 'before_commit', withoutAt),
      /^AssertionError.*: [a-e] at \d+/,
    )
  })

  test('a checkpoint that is moved before the documents', async (t) => {
    const { store: events } = await openStore(t, nth(settings, 0))
    await enterAll(events, 'ledger-1', entriesOf([...Array(40).keys()], ACCOUNTS))
    await assert.rejects(
      interrupted(events, await nth(stores, 0).open(t), 'after_commit', checkpointFirst),
      /has not taken/,
    )
  })
})

test('Events up to the position of a document are passed over, and the rest of a step is taken', async (t) => {
  const entries = await nth(stores, 0).open(t)
  const model = documents(accountsOf(), entries)
  gives(await model.begin(1), 'begun')
  const three = [entered(1, 'a'), entered(2, 'a'), entered(3, 'a')]
  // The first runner ends after its documents were put.
  const { store } = delays(entries, 2)
  gives(await documents(accountsOf(), store).commit(step(0, 2, three.slice(0, 2))), 'failed')
  assert.equal(gives(await model.get('a'), 'document').at, 2)
  gives(await model.commit(step(0, 3, three)), 'committed')
  const { at: position, document } = gives(await model.get('a'), 'document')
  assert.deepEqual([position, document.entries], [3, 3])
})
