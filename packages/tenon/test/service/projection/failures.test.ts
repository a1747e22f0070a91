import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventStore, EventStoreFailed } from 'tenon'
import { bind, failed } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { fill, gives, ids, leastNeed, nth, once, openStore, settings } from '../semantics/stores.ts'
import { FailingModel, failure, type Instead } from './given-failures.ts'
import { KeptModel } from './kept.ts'
import { endOf, type Happenings, projectionOf, started, until } from './runs.ts'

const memory = nth(settings, 0)

/** Returns a store whose first reads fail. */
const failing = (store: EventStore, times: number): EventStore => {
  let left = times
  return {
    ...store,
    read_all: async (...given) => {
      left -= 1
      return left < 0 ? store.read_all(...given) : failed('unavailable', 'none', 'read_all', 'read_all: away.')
    },
  }
}

const busy: Instead = { failed: failure('busy', 'none', 'commit'), stored: false }

describe('A commit that fails', () => {
  test('in a way that passes is made again, and the run says what it waits out', async (t) => {
    const { store } = await openStore(t, memory)
    const made = await fill(store, 'a', 250)
    const model = new FailingModel(
      projectionOf(),
      Array.from({ length: 5 }, () => busy),
    )
    const run = started(t, store, [model], { until: 'caught_up', backoffMs: 200, maxBackoffMs: 200 })
    const { trouble } = await until(run, ({ phase }) => phase === 'waiting')
    assert.equal(trouble, 'commit: busy.')
    const state = nth(await run.ended, 0)
    assert.deepEqual([state.end?.why, state.trouble], ['caught_up', null])
    assert.deepEqual(model.ids(), ids(made))
  })

  for (const word of ['timeout', 'unclassified'] as const)
    test(`with ${word} although it was stored is not made a second time`, async (t) => {
      const { store } = await openStore(t, memory)
      const made = await fill(store, 'a', 250)
      const model = new FailingModel(projectionOf(), [{ failed: failure(word, 'unknown', 'commit'), stored: true }])
      assert.equal((await endOf(store, model)).end.why, 'caught_up')
      assert.deepEqual(model.ids(), ids(made))
    })

  test('in a way that does not pass ends the run, with its sentence', async (t) => {
    const { store } = await openStore(t, memory)
    await fill(store, 'a', 1)
    for (const [word, effect] of [
      ['full', 'none'],
      ['unclassified', 'unknown'],
    ] as const) {
      const model = new FailingModel(projectionOf(), [{ failed: failure(word, effect, 'commit'), stored: false }])
      assert.deepEqual((await endOf(store, model)).end, { why: 'failed', failure: word, says: `commit: ${word}.` })
    }
  })

  test('in a step that only makes a build live is not made again and again', async (t) => {
    const { store } = await openStore(t, memory)
    const unknown: Instead = { failed: failure('unclassified', 'unknown', 'commit'), stored: false }
    const model = new FailingModel(projectionOf(), [unknown])
    await model.begin(1)
    const { end } = await endOf(store, model, { rebuild: true })
    assert.deepEqual(end, { why: 'failed', failure: 'unclassified', says: 'commit: unclassified.' })
  })

  test('because the code of the projection threw ends the run as a defect', async (t) => {
    const { store } = await openStore(t, memory)
    await fill(store, 'a', 1)
    const model = new FailingModel(projectionOf(), [
      { failed: { kind: 'defect', says: 'apply threw.' }, stored: false },
    ])
    assert.deepEqual((await endOf(store, model)).end, { why: 'defect', failure: null, says: 'apply threw.' })
  })

  test('by a throw ends the run, and rejects nothing', async (t) => {
    const { store } = await openStore(t, memory)
    await fill(store, 'a', 1)
    const { end } = await endOf(store, new FailingModel(projectionOf(), ['throw']))
    assert.equal(end.why, 'failed')
    assert.match(end.says, /commit threw instead of returning a failure: it threw/)
  })
})

describe('A read model', () => {
  test('that cannot be opened yet is opened again', async (t) => {
    const { store } = await openStore(t, memory)
    class Late extends KeptModel<typeof Happenings> {
      tries = 0

      override async open() {
        this.tries += 1
        return this.tries < 3 ? failure('unavailable', 'none', 'open') : super.open()
      }
    }
    const model = new Late(projectionOf())
    assert.equal((await endOf(store, model)).end.why, 'caught_up')
    assert.equal(model.tries, 3)
  })

  test('is closed when its run ends, once, and not if it was never opened', async (t) => {
    const { store } = await openStore(t, memory)
    class Closing extends KeptModel<typeof Happenings> {
      readonly calls: string[] = []

      override async open() {
        this.calls.push('open')
        return super.open()
      }

      override async close() {
        this.calls.push('close')
        return super.close()
      }
    }
    const model = new Closing(projectionOf())
    await endOf(store, model)
    assert.deepEqual(model.calls, ['open', 'close'])
  })
})

describe('A store', () => {
  test('that is away for a while is read again', async (t) => {
    const { store } = await openStore(t, memory)
    const made = await fill(store, 'a', 5)
    const model = new KeptModel(projectionOf())
    assert.equal((await endOf(failing(store, 4), model)).end.why, 'caught_up')
    assert.deepEqual(model.ids(), ids(made))
  })

  test('whose subscription breaks again and again is read in pages, with a wait between', async (t) => {
    const { store } = await openStore(t, memory)
    let subscriptions = 0
    const broken: EventStore = {
      ...store,
      subscribe: async function* broken(): AsyncGenerator<EventStoreFailed, undefined> {
        subscriptions += 1
        yield failed('connection_lost', 'none', 'subscribe', 'subscribe: lost.')
        return undefined
      },
    }
    const model = new KeptModel(projectionOf())
    const run = started(t, broken, [model])
    const { trouble } = await until(run, ({ phase }) => phase === 'waiting')
    assert.equal(trouble, 'subscribe: lost.')
    const made = await fill(store, 'a', 5)
    await until(run, ({ events }) => events === 5)
    assert.deepEqual(model.ids(), ids(made))
    assert.ok(subscriptions > 0)
  })

  test('that is closed ends the run, which can be started anew', async (t) => {
    const executor = new MemoryEventExecutor()
    const binding = bind(leastNeed, executor, once)
    const { store } = gives(await binding.open(), 'opened')
    const model = new KeptModel(projectionOf())
    const run = started(t, store, [model])
    await until(run, ({ phase }) => phase === 'live')
    await binding.close()
    const [state] = await run.ended
    assert.equal(state?.end?.why, 'failed')
    assert.match(state?.end?.says ?? '', /closed/)
  })
})

const nonsense = async (): Promise<never> => undefined as never

test('A store and a read model that return nonsense end the run, and reject nothing', async (t) => {
  const { store } = await openStore(t, memory)
  await fill(store, 'a', 500)
  const model = new KeptModel(projectionOf())
  let reads = 0
  const broken: EventStore = {
    ...store,
    read_all: (...given) => {
      reads += 1
      return reads < 3 ? store.read_all(...given) : nonsense()
    },
  }
  const { end } = await endOf(broken, model)
  assert.deepEqual([end.why, model.ids().length], ['failed', 200])
  assert.match(end.says, /read_all returned no outcome, but undefined/)
  for (const method of ['open', 'builds', 'begin', 'commit', 'close'] as const) {
    const bad = Object.assign(new KeptModel(projectionOf()), { [method]: nonsense })
    const ended = await endOf(store, bad)
    assert.match(ended.end.says, new RegExp(`${method} returned no outcome`), method)
  }
})
