import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { EventStore, type LogPage, type StreamPage } from 'tenon'
import { usual } from 'tenon/conformance'
import type { EventContext } from '../../../../../src/domain/conformance/event/context.ts'
import {
  batch,
  few,
  fill,
  fillWith,
  ids,
  logOf,
  filteredLogOf,
  nth,
  streamOf,
} from '../../../../../src/domain/conformance/event/given/events.ts'
import { CaseRunner } from '../../../../../src/service/lab/runner/case-runner.ts'
import * as modest from '../../../../service/conformance/modest.ts'
import * as memory from '../../../../service/memory/rig.ts'

const on = (rig: typeof memory | typeof modest, work: (context: EventContext) => Promise<void>): Promise<void> =>
  CaseRunner.run(rig, usual, 'short', work)

suite('What cases are made of', () => {
  test('comes in batches as large as are granted, each read back whole and in order', async () => {
    await on(memory, async (context) => {
      assert.equal(batch(context), 1_000)
      assert.equal(few(context, 3).length, 3)
      const made = await fill(context, 'a-1', 1_203)
      assert.deepEqual(ids(await streamOf(context.store, 'a-1')), ids(made))
      assert.deepEqual(ids(await logOf(context.store)), ids(made))
    })
  })

  test('comes one by one if batches are not granted, and is read through small and empty pages', async () => {
    await on(modest, async (context) => {
      assert.equal(batch(context), 1)
      assert.equal(few(context, 3).length, 1)
      const made = await fill(context, 'a-1', 7)
      const others = await fillWith(context, 'b-1', 2, 'Other')
      assert.deepEqual(ids(await streamOf(context.store, 'a-1')), ids(made))
      assert.deepEqual(ids(await logOf(context.store)), ids([...made, ...others]))
      assert.deepEqual(ids(await filteredLogOf(context.store, { streams: 'all', types: ['Other'] })), ids(others))
    })
  })

  test('is one event if an append may be larger but not whole', () => {
    const grants = { ...memory.binding({ folder: '/nowhere', name: 'nowhere' }, usual).grants, atomicity: 'event' }
    const context = { grants, limits: { max_events_per_append: 100 } }
    // The function uses only this part of a context.
    assert.equal(batch(context as object as EventContext), 1)
  })

  test('is nothing for a stream that is absent', async () => {
    await on(memory, async ({ store }) => assert.deepEqual(await streamOf(store, 'a-1'), []))
  })

  test('has an item at each place, counted from the end too, and breaks the case if there is none', () => {
    assert.equal(nth(['a', 'b', 'c'], 1), 'b')
    assert.equal(nth(['a', 'b', 'c'], -1), 'c')
    assert.throws(() => nth(['a'], 1), { name: 'Broken', message: /an item at 1 was expected, and there are 1/ })
    assert.throws(() => nth([], -1), { name: 'Broken' })
  })
})

const never = () => assert.fail('this is not to be asked')
const answering = (told: Partial<EventStore>): EventStore => ({
  append: never,
  read: never,
  read_all: never,
  streams: never,
  subscribe: never,
  ...told,
})

suite('Reading on and on', () => {
  test('breaks the case if the pages of a stream go round in a circle', async () => {
    const page: StreamPage = { kind: 'page', events: [], next: 3, head: 9 }
    const store = answering({ read: () => Promise.resolve(page) })
    await assert.rejects(streamOf(store, 'a-1'), { name: 'Broken', message: /must say a later `next`/ })
  })

  test('breaks the case if the pages of the log go round in a circle', async () => {
    const page: LogPage = { kind: 'page', events: [], next: 3, head: 9, caughtUp: false }
    const store = answering({ read_all: () => Promise.resolve(page) })
    await assert.rejects(logOf(store), { name: 'Broken', message: /must say a later `next`/ })
  })

  test('breaks the case if the answer is not a page', async () => {
    const store = answering({
      read: () => Promise.resolve({ kind: 'truncated', first: 3 }),
      read_all: () => Promise.resolve({ kind: 'ahead', head: 3 }),
    })
    await assert.rejects(streamOf(store, 'a-1'), {
      name: 'Broken',
      message: /stream a-1 could not be read: .*truncated/,
    })
    await assert.rejects(logOf(store), { name: 'Broken', message: /the log could not be read: .*ahead/ })
  })
})
