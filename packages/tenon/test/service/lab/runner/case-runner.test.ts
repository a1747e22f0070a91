import assert from 'node:assert/strict'
import { tracingChannel } from 'node:diagnostics_channel'
import { existsSync } from 'node:fs'
import { suite, test } from 'node:test'
import type { EventStoreCapability } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { type Fault, type Place, type Rig, usual } from 'tenon/conformance'
import { MemoryEventExecutor } from 'tenon/memory'
import { Unproved } from '../../../../src/domain/conformance/expect.ts'
import { CaseRunner } from '../../../../src/service/lab/runner/case-runner.ts'
import { event, gives, leastNeed } from '../../semantics/stores.ts'
import * as sqlite from '../../sqlite/rig.ts'
import * as shut from './shut-rig.ts'

const one = () => ({ stream: 'a-1', expectedRevision: 'any' as const, events: [event()] })

suite('The context of a case', () => {
  test('has a place of its own, and leaves nothing behind', async () => {
    const { rig, places } = noted(sqlite)
    const before = resources()
    await CaseRunner.run(rig, usual, 'short', async (context) => {
      gives(await context.store.append(one()), 'appended')
      assert.ok(places.every(({ folder }) => existsSync(folder)))
    })
    await CaseRunner.run(rig, usual, 'short', async (context) => {
      assert.equal((await context.store.streams({ prefix: '', after: null, limit: 1 })).kind, 'page')
    })
    assert.deepEqual(
      [...new Set(places.map(({ folder }) => folder))].map((folder) => existsSync(folder)),
      [false, false],
    )
    assert.deepEqual(resources(), before)
    assert.equal(tracingChannel('tenon:event_store:append').hasSubscribers, false)
  })

  test('clears away processes, bindings and what waits for them, also when a case throws', async () => {
    const { rig, places } = noted(sqlite)
    const before = resources()
    const left: (() => Promise<void>)[] = []
    const work = CaseRunner.run(rig, usual, 'short', async (context) => {
      const child = context.otherProcess('load', { round: 0, size: 1 })
      assert.equal(await child.receive(), 'ready')
      await child.pause()
      const other = context.another()
      const { store } = gives(await other.open(), 'opened')
      const items = store.subscribe({ after: 'start', filter: { streams: 'all', types: 'all' } })
      void (async () => {
        for await (const item of items) if (item.kind === 'failed') return
      })()
      left.push(
        async () => assert.equal(gives(await store.append(one()), 'failed').failure, 'closed'),
        async () => void (await child.receiveAll()),
      )
      throw new Error('the case gave up')
    })
    await assert.rejects(work, /the case gave up/)
    for (const look of left) await look()
    assert.ok(places.length > 0 && places.every(({ folder }) => !existsSync(folder)))
    assert.deepEqual(resources(), before)
    assert.equal(tracingChannel('tenon:event_store:append').hasSubscribers, false)
  })

  test('breaks the case if the store does not open, and leaves nothing behind', async () => {
    const { rig, places } = noted(shut)
    const work = CaseRunner.run(rig, usual, 'short', () => Promise.resolve())
    await assert.rejects(work, { name: 'Broken', message: /the store did not open: .*not_found/ })
    assert.ok(places.length > 0 && places.every(({ folder }) => !existsSync(folder)))
  })

  test('prepares faults while the store is closed, and ends the last first, whatever the case did with them', async () => {
    const said: string[] = []
    await CaseRunner.run(sqlite, usual, 'short', async (context) => {
      gives(await context.store.append(one()), 'appended')
      const first = await context.lab.prepare(fault('first', said))
      await first.strike()
      const { store } = context
      await context.lab.prepare(fault('second', said))
      assert.equal(gives(await store.append(one()), 'failed').failure, 'closed')
      assert.equal(gives(await context.store.append(one()), 'appended').revision, 1)
    })
    assert.deepEqual(said, ['first prepared', 'first struck', 'second prepared', 'second ended', 'first ended'])
  })

  test('ends faults even if the case throws', async () => {
    const said: string[] = []
    const work = CaseRunner.run(sqlite, usual, 'short', async (context) => {
      await context.lab.prepare(fault('first', said))
      throw new Error('the case gave up')
    })
    await assert.rejects(work, /gave up/)
    assert.deepEqual(said, ['first prepared', 'first ended'])
  })

  test('makes a case unproved whose fault cannot be brought about, and goes on with an open store', async () => {
    const absent: Fault = {
      ...fault('absent', []),
      prepare: () => Promise.resolve({ kind: 'unavailable', says: 'only root may do that' }),
    }
    await CaseRunner.run(sqlite, usual, 'short', async (context) => {
      await assert.rejects(context.lab.prepare(absent), new Unproved('absent: only root may do that'))
      gives(await context.store.append(one()), 'appended')
    })
  })

  test('opens again on the same place, and counts the attempts of each call', async () => {
    await CaseRunner.run(sqlite, usual, 'short', async (context) => {
      const [append, refused] = [one(), { ...one(), events: [] }]
      gives(await context.store.append(append), 'appended')
      const store = await context.reopen()
      assert.equal(store, context.store)
      assert.equal(gives(await store.append(one()), 'appended').revision, 1)
      gives(await store.append(refused), 'failed')
      assert.deepEqual([context.attempts(append), context.attempts(refused)], [1, 0])
    })
  })

  test('breaks a case with an answer that is not as declared, whatever the case does with it', async () => {
    const rig = { ...sqlite, binding: (_place: Place, policy: Policy) => bind(leastNeed, new Dancer(), policy) }
    const breach = { name: 'Broken', law: 'total', message: /append gave what is not as declared: .*"dance"/ }
    const silent = CaseRunner.run(rig, usual, 'short', async (context) => void (await context.store.append(one())))
    await assert.rejects(silent, breach)
    const loud = CaseRunner.run(rig, usual, 'short', async (context) => {
      gives(await context.store.append(one()), 'appended')
    })
    await assert.rejects(loud, breach)
  })
})

/** Gives an answer that is not declared. */
class Dancer extends MemoryEventExecutor {
  override execute(): ReturnType<MemoryEventExecutor['execute']> {
    // The compiler would not let it.
    return Promise.resolve({ kind: 'dance' } as never)
  }
}

/** Returns the rig, and the places for which it made bindings. */
const noted = (
  rig: Rig<EventStoreCapability>,
): { readonly rig: Rig<EventStoreCapability>; readonly places: readonly Place[] } => {
  const places: Place[] = []
  const binding: Rig<EventStoreCapability>['binding'] = (place, policy) => {
    places.push(place)
    return rig.binding(place, policy)
  }
  return { rig: { ...rig, binding }, places }
}

/** A fault that does nothing but note its steps. */
const fault = (name: string, said: string[]): Fault => ({
  name,
  says: 'Nothing happens.',
  strikes: 'calls',
  gives: ['connection_lost'],
  effects: ['unknown'],
  recovery: 'by_itself',
  prepare: () => {
    said.push(`${name} prepared`)
    return Promise.resolve({
      kind: 'prepared',
      strike: () => Promise.resolve(void said.push(`${name} struck`)),
      heal: () => Promise.resolve(void said.push(`${name} healed`)),
      end: () => Promise.resolve(void said.push(`${name} ended`)),
    })
  },
})

/** Returns what keeps this process alive, except the pipes of the test runner. */
const resources = (): readonly string[] =>
  process
    .getActiveResourcesInfo()
    .filter((name) => ['Timeout', 'ProcessWrap', 'TCPSocketWrap', 'FSEvent'].includes(name))
