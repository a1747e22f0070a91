import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { EventStore } from 'tenon'
import type { ProjectionEnd } from 'tenon/run'
import { fill, ids, nth, openStore, settings } from '../semantics/stores.ts'
import { openFile, pathFor, runSql } from '../sqlite/files.ts'
import { KeptModel } from './kept.ts'
import { endOf, type Happenings, projectionOf, started, until } from './runs.ts'

/** A store, and a backup of it that can be restored. */
interface Backed {
  readonly store: EventStore
  /** Makes the backup. */
  backUp(): Promise<void>
  /** Returns the store as it was when the backup was made. */
  restored(): Promise<EventStore>
}

/** A file, and a copy that SQLite itself makes. */
const inFile = async (t: TestContext): Promise<Backed> => {
  const path = await pathFor(t)
  const store = await openFile(t, path)
  return {
    store,
    backUp: async () => runSql(path, `VACUUM INTO '${path}.backup'`),
    restored: () => openFile(t, `${path}.backup`),
  }
}

/** A log in memory. Its backup is another log, with the same events. */
const inMemory = async (t: TestContext): Promise<Backed> => {
  const { store } = await openStore(t, nth(settings, 0))
  const other = await openStore(t, nth(settings, 0))
  return {
    store,
    backUp: async () => {
      const page = await store.read_all({ after: 'start', filter: { streams: 'all', types: 'all' }, limit: 1_000 })
      assert.ok(page.kind === 'page' && page.caughtUp)
      for (const { stream, id, type, data, metadata } of page.events)
        await other.store.append({
          stream,
          expectedRevision: 'any',
          events: [{ id, type, data: data as object, metadata }],
        })
    },
    restored: async () => other.store,
  }
}

/** Remembers only the position of its checkpoint, so that it can be compared with the end of the log alone. */
class Forgetful extends KeptModel<typeof Happenings> {
  override async builds() {
    const { builds } = await super.builds()
    return {
      kind: 'builds',
      builds: builds.map((build) => ({ ...build, checkpoint: { ...build.checkpoint, last: null } })),
    } as const
  }
}

/**
 * The law `another_history`: a run takes nothing from a log that was restored and has grown past its checkpoint. Returns
 * how it ended, and what it took.
 */
const anotherHistory = async (
  { store, backUp, restored }: Backed,
  model: KeptModel<typeof Happenings>,
  streams: { readonly before: string; readonly lost: string },
): Promise<{ readonly end: ProjectionEnd; readonly taken: readonly string[] }> => {
  await fill(store, streams.before, 5)
  await backUp()
  await fill(store, streams.lost, 5)
  assert.equal((await endOf(store, model)).end.why, 'caught_up')
  const before = model.ids().length
  const again = await restored()
  await fill(again, 'a', 20)
  const { end } = await endOf(again, model)
  return { end, taken: model.ids().slice(before) }
}

/**
 * The law `ahead`: a run takes nothing from a log that was restored and ends before its checkpoint. Returns how it ended,
 * and what it took.
 */
const ahead = async (
  { store, backUp, restored }: Backed,
  lost: number,
  seen: (store: EventStore) => EventStore,
): Promise<{ readonly end: ProjectionEnd; readonly taken: readonly string[] }> => {
  await fill(store, 'a', 10 - lost)
  await backUp()
  await fill(store, 'a', lost)
  const model = new KeptModel(projectionOf())
  assert.equal((await endOf(store, model)).end.why, 'caught_up')
  const { end } = await endOf(seen(await restored()), model)
  return { end, taken: model.ids().slice(10) }
}

/** A store that gives an empty page where it should say that the position is ahead of its log. */
const silentBehindTheEnd = (store: EventStore): EventStore => ({
  ...store,
  read_all: async (read, options) => {
    const answer = await store.read_all(read, options)
    if (answer.kind !== 'ahead') return answer
    return { kind: 'page', events: [], next: read.after, head: read.after, caughtUp: true }
  },
})

for (const [where, backed] of [
  ['a file', inFile],
  ['a log in memory', inMemory],
] as const) {
  describe(`The law \`another_history\` on ${where}`, () => {
    test('is kept: a log that was restored and has grown past the checkpoint is recognised', async (t) => {
      const { end, taken } = await anotherHistory(await backed(t), new KeptModel(projectionOf()), A)
      assert.deepEqual([end.why, taken], ['another_history', []])
      assert.match(end.says, /^The event at position 10 is .{36}\. happenings@1\.1 has taken .{36} at position 10\./)
    })

    test('is kept although the last events before the checkpoint do not pass the filter', async (t) => {
      const narrow = projectionOf({ filter: { streams: { prefix: 'a' }, types: 'all' } })
      const { end, taken } = await anotherHistory(await backed(t), new KeptModel(narrow), { before: 'a', lost: 'b' })
      assert.deepEqual([end.why, taken], ['another_history', []])
    })

    test('is broken by a run that compares only with the end of the log', async (t) => {
      const { end, taken } = await anotherHistory(await backed(t), new Forgetful(projectionOf()), A)
      assert.deepEqual([end.why, taken.length], ['caught_up', 15])
    })
  })

  describe(`The law \`ahead\` on ${where}`, () => {
    test('is kept: a log that ends before the checkpoint is recognised, and nothing is taken', async (t) => {
      for (const lost of [5, 1]) {
        const { end, taken } = await ahead(await backed(t), lost, (store) => store)
        assert.deepEqual([end.why, taken], ['ahead', []])
        const says = new RegExp(`^The log ends at position ${10 - lost}, before position 10 to which happenings@1`)
        assert.match(end.says, says)
      }
    })

    test('is broken by a store that has nothing to say of a position behind its end', async (t) => {
      const { end } = await ahead(await backed(t), 5, silentBehindTheEnd)
      assert.equal(end.why, 'caught_up')
    })

    test('says nothing of a log that was restored to the very checkpoint', async (t) => {
      const { store, backUp, restored } = await backed(t)
      await fill(store, 'a', 5)
      const model = new KeptModel(projectionOf())
      await endOf(store, model)
      await backUp()
      const again = await restored()
      const made = await fill(again, 'a', 5)
      assert.equal((await endOf(again, model)).end.why, 'caught_up')
      assert.deepEqual(model.ids().slice(5), ids(made))
    })
  })
}

test('A rebuild from another log begins at its start, and replaces what was made of the old one', async (t) => {
  const { store } = await openStore(t, nth(settings, 0))
  const other = await openStore(t, nth(settings, 0))
  await fill(store, 'a', 5)
  const model = new KeptModel(projectionOf())
  await endOf(store, model)
  const made = await fill(other.store, 'a', 20)
  assert.equal((await endOf(other.store, model)).end.why, 'another_history')
  assert.equal((await endOf(other.store, model, { rebuild: true })).end.why, 'caught_up')
  assert.deepEqual(model.ids(), ids(made))
})

test('A run that is live keeps to the log when nothing passes its filter for a while', async (t) => {
  const { store } = await openStore(t, nth(settings, 0))
  const model = new KeptModel(projectionOf({ filter: { streams: { prefix: 'a' }, types: 'all' } }))
  const run = started(t, store, [model], { checkMs: 10 })
  await until(run, ({ phase }) => phase === 'live')
  const made = await fill(store, 'b', 50)
  const { checkpoint } = await until(run, (state) => state.checkpoint.position === 50)
  assert.deepEqual(checkpoint.last, { position: 50, id: nth(made, -1).id })
})

const A = { before: 'a', lost: 'a' }
