import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { project, type Committed, type Step } from 'tenon/run'
import { fill, ids, nth, openStore, settings } from '../semantics/stores.ts'
import { FailingModel, failure } from './given-failures.ts'
import { KeptModel } from './kept.ts'
import { endOf, type Happenings, logOf, projectionOf, settingsWith, started, until } from './runs.ts'

const named = (name: string, prefix = '') =>
  projectionOf({ name, filter: { streams: prefix === '' ? 'all' : { prefix }, types: 'all' } })

for (const setting of settings)
  describe(`Several projections over one scan of ${setting.name}`, () => {
    test('each take what passes their own filter, and read the log once', async (t) => {
      const { store, executor } = await openStore(t, setting)
      const made = await fill(store, 'a', 500)
      const others = await fill(store, 'b', 500)
      const models = ['all', 'too', 'a', 'b', 'c'].map(
        (name) => new KeptModel(named(name, name.length === 1 ? name : '')),
      )
      const reads = executor.calls.length
      const run = started(t, store, models, { until: 'caught_up' })
      await run.ended
      assert.deepEqual(
        models.map((model) => model.ids()),
        [ids([...made, ...others]), ids([...made, ...others]), ids(made), ids(others), []],
      )
      const pages = executor.calls.slice(reads).filter((call) => call === 'read_all').length
      assert.ok(pages <= 15, `${pages} reads`)
    })

    test('come together when one begins far behind the others', async (t) => {
      const { store, executor } = await openStore(t, setting)
      await fill(store, 'a', 1_000)
      const models = ['one', 'two', 'three'].map((name) => new KeptModel(named(name)))
      for (const model of models.slice(1)) await endOf(store, model)
      const calls = executor.calls.length
      const run = started(t, store, models)
      for (const i of models.keys()) await until(run, ({ phase }) => phase === 'live', i)
      const made = await fill(store, 'a', 1)
      for (const model of models) await until(run, () => model.ids().at(-1) === made[0]?.id)
      // One that reads the new event in a page, before the subscription gives it, begins a subscription after it. Three
      // that do not share would begin three.
      const begun = executor.calls.slice(calls).filter((call) => call === 'subscribe').length
      assert.ok(begun === 1 || begun === 2, `${begun} subscriptions`)
      for (const model of models) assert.deepEqual(model.ids(), await logOf(store))
    })

    test('are not held up by one that fails, is paused or ends', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'a', 500)
      const always = Array.from({ length: 1_000 }, () => ({ failed: failure('busy', 'none', 'commit'), stored: false }))
      const failing = new FailingModel(named('failing'), always)
      const ending = new FailingModel(named('ending'), [{ failed: failure('full', 'none', 'commit'), stored: false }])
      const paused = new KeptModel(named('paused'))
      await paused.begin(1)
      await paused.pause({ version: 1, number: 1 }, true)
      const well = new KeptModel(named('well'))
      const run = started(t, store, [failing, ending, paused, well], { backoffMs: 60_000, maxBackoffMs: 60_000 })
      await until(run, ({ phase }) => phase === 'live', 3)
      const made = await fill(store, 'a', 1)
      await until(run, () => well.ids().at(-1) === made[0]?.id, 3)
      assert.deepEqual(
        run.state().map(({ name, phase, end }) => [name, phase, end?.why]),
        [
          ['failing@1.1', 'waiting', undefined],
          ['ending@1.1', 'ended', 'failed'],
          ['paused@1.1', 'paused', undefined],
          ['well@1.1', 'live', undefined],
        ],
      )
      assert.deepEqual(well.ids(), await logOf(store))
    })
  })

test('Several projections of which each has its own pace read no page in vain', async (t) => {
  const { store, executor } = await openStore(t, nth(settings, 0))
  await fill(store, 'a', 2_000)
  /** Takes some turns for each commit. */
  class Paced extends KeptModel<typeof Happenings> {
    turns = 0

    override async commit(step: Step<typeof Happenings>): Promise<Committed> {
      for (let i = 0; i < this.turns; i += 1)
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
      return super.commit(step)
    }
  }
  const models = [0, 3, 9, 27].map((turns, i) => Object.assign(new Paced(named(`pace-${i}`)), { turns }))
  const before = executor.calls.length
  const run = started(t, store, models, { until: 'caught_up' })
  await run.ended
  const reads = executor.calls.slice(before).filter((call) => call === 'read_all').length
  for (const model of models) assert.deepEqual(model.ids(), await logOf(store))
  assert.ok(reads <= 21 * models.length + 4, `${reads} reads of 20 pages`)
})

describe('stop()', () => {
  test('waits for the commit under way, which is never cut off', async (t) => {
    const { store } = await openStore(t, nth(settings, 0))
    await fill(store, 'a', 500)
    const committing = Promise.withResolvers<void>()
    const letGo = Promise.withResolvers<void>()
    class Slow extends KeptModel<typeof Happenings> {
      override async commit(step: Step<typeof Happenings>): Promise<Committed> {
        committing.resolve()
        await letGo.promise
        return super.commit(step)
      }
    }
    const model = new Slow(projectionOf())
    const run = started(t, store, [model])
    await committing.promise
    let stopped = false
    const stopping = (async () => {
      await run.stop()
      stopped = true
    })()
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    assert.equal(stopped, false)
    letGo.resolve()
    await stopping
    assert.deepEqual([run.state()[0]?.end?.why, run.state()[0]?.events, model.ids().length], ['stopped', 100, 100])
  })

  test('ends a run at once in each of its phases', async (t) => {
    const { store } = await openStore(t, nth(settings, 0))
    await fill(store, 'a', 50)
    const paused = new KeptModel(projectionOf())
    await paused.begin(1)
    await paused.pause({ version: 1, number: 1 }, true)
    const busy = Array.from({ length: 10 }, () => ({ failed: failure('busy', 'none', 'commit'), stored: false }))
    const long = { backoffMs: 600_000, maxBackoffMs: 600_000, checkMs: 600_000 }
    for (const [phase, model] of [
      ['live', new KeptModel(projectionOf())],
      ['paused', paused],
      ['waiting', new FailingModel(projectionOf(), busy)],
    ] as const) {
      const run = project(store, [model], settingsWith(long))
      run.start()
      await until(run, (state) => state.phase === phase)
      await run.stop()
      assert.equal(run.state()[0]?.end?.why, 'stopped', phase)
    }
  })

  test('ends a read under way', async (t) => {
    const { store } = await openStore(t, nth(settings, 0))
    const reading = Promise.withResolvers<void>()
    const hanging = {
      ...store,
      read_all: (...[, options]: Parameters<typeof store.read_all>) =>
        new Promise<Awaited<ReturnType<typeof store.read_all>>>((resolve) => {
          reading.resolve()
          options?.signal?.addEventListener('abort', () =>
            resolve({ ...failure('cancelled', 'none', 'open'), operation: 'read_all' }),
          )
        }),
    }
    const run = started(t, hanging, [new KeptModel(projectionOf())])
    await reading.promise
    await run.stop()
    assert.equal(run.state()[0]?.end?.why, 'stopped')
  })
})
