import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Committed, Step } from 'tenon/run'
import { fill, ids, nth, openStore, settings } from '../semantics/stores.ts'
import { failure } from './given-failures.ts'
import { KeptModel } from './kept.ts'
import { endOf, type Happenings, projectionOf, started, until } from './runs.ts'

const memory = nth(settings, 0)

/** A read model that notes, after each commit, which build readers get. */
class Noted extends KeptModel<typeof Happenings> {
  readonly notes: string[] = []

  override async commit(step: Step<typeof Happenings>): Promise<Committed> {
    const committed = await super.commit(step)
    const live = this.kept.find(({ build }) => build.live)
    this.notes.push(`${live?.build.version}.${live?.build.number}: ${live?.taken.length}`)
    return committed
  }
}

describe('A rebuild', () => {
  test('begins the next build beside the live one, which readers get until it has caught up', async (t) => {
    const { store } = await openStore(t, memory)
    await fill(store, 'a', 300)
    const { kept } = new KeptModel(projectionOf())
    await endOf(store, new KeptModel(projectionOf(), kept))
    const model = new Noted(projectionOf(), kept)
    const { name, live } = await endOf(store, model, { rebuild: true })
    assert.deepEqual([name, live], ['happenings@1.2', true])
    assert.deepEqual(model.notes, ['1.1: 300', '1.1: 300', '1.2: 300'])
    assert.equal(kept.length, 2)
  })

  test('of an empty log becomes live although there is no page to take', async (t) => {
    const { store } = await openStore(t, memory)
    const model = new KeptModel(projectionOf())
    await endOf(store, model)
    const { name, live } = await endOf(store, model, { rebuild: true })
    assert.deepEqual([name, live], ['happenings@1.2', true])
  })

  test('of a higher version begins its first build, and goes on with it after an interruption', async (t) => {
    const { store } = await openStore(t, memory)
    await fill(store, 'a', 300)
    const old = new KeptModel(projectionOf())
    await endOf(store, old)
    const next = new KeptModel(projectionOf({ version: 2 }), old.kept)
    const run = started(t, store, [next], { pageEvents: 1 })
    await until(run, ({ events }) => events > 10)
    await run.stop()
    assert.equal(run.state()[0]?.live, false)
    const { name, live, events } = await endOf(store, next)
    assert.deepEqual([name, live], ['happenings@2.1', true])
    assert.ok(events < 300)
    assert.equal(next.ids().length, 300)
  })

  test('of a lower version never becomes live again, and takes each event in one commit', async (t) => {
    const { store } = await openStore(t, memory)
    await fill(store, 'a', 3)
    const next = new KeptModel(projectionOf({ version: 2 }))
    await endOf(store, next)
    const old = new KeptModel(projectionOf({ version: 1 }), next.kept)
    const run = started(t, store, [old])
    await until(run, ({ phase }) => phase === 'live')
    await fill(store, 'a', 1)
    const { live, name } = await until(run, ({ events }) => events === 4)
    await run.stop()
    assert.deepEqual([live, name, old.commits], [false, 'happenings@1.1', 2])
  })

  test('is what a run of the build before goes over to, once it is live', async (t) => {
    const { store } = await openStore(t, memory)
    await fill(store, 'a', 3)
    const model = new KeptModel(projectionOf())
    const run = started(t, store, [model])
    await until(run, ({ phase }) => phase === 'live')
    await endOf(store, new KeptModel(projectionOf(), model.kept), { rebuild: true })
    await until(run, ({ name, phase }) => name === 'happenings@1.2' && phase === 'live')
    const made = await fill(store, 'a', 1)
    await until(run, ({ events }) => events === 4)
    assert.deepEqual(model.ids({ version: 1, number: 2 }).slice(-1), ids(made))
    assert.equal(model.ids({ version: 1, number: 1 }).length, 3)
  })

  test('is begun once although the answer was lost', async (t) => {
    const { store } = await openStore(t, memory)
    class Losing extends KeptModel<typeof Happenings> {
      begins = 0

      override async begin(number: number) {
        const begun = await super.begin(number)
        this.begins += 1
        return this.begins === 1 ? failure('timeout', 'unknown', 'begin') : begun
      }
    }
    const first = new KeptModel(projectionOf())
    await endOf(store, first)
    const model = new Losing(projectionOf(), first.kept)
    await endOf(store, model, { rebuild: true })
    assert.deepEqual(
      model.kept.map(({ build }) => build.number),
      [1, 2],
    )
  })
})

describe('A build', () => {
  test('that is paused ends a run that was to catch up, with the advice to resume it', async (t) => {
    const { store } = await openStore(t, nth(settings, 0))
    const paused = new KeptModel(projectionOf())
    await paused.begin(1)
    await paused.pause({ version: 1, number: 1 }, true)
    const { end } = await endOf(store, paused)
    assert.deepEqual([end.why, end.failure], ['paused', null])
    assert.match(end.says, /^\S+@1\.1 is paused.* Resume it/)
  })

  test('that is paused waits, and goes on when it is resumed', async (t) => {
    const { store } = await openStore(t, memory)
    const model = new KeptModel(projectionOf())
    const run = started(t, store, [model])
    await until(run, ({ phase }) => phase === 'live')
    await model.pause({ version: 1, number: 1 }, true)
    const made = await fill(store, 'a', 5)
    await until(run, ({ phase }) => phase === 'paused')
    assert.deepEqual(model.ids(), [])
    await model.pause({ version: 1, number: 1 }, false)
    await until(run, ({ events }) => events === 5)
    assert.deepEqual(model.ids(), ids(made))
  })

  test('that is dropped ends its run', async (t) => {
    const { store } = await openStore(t, memory)
    const next = new KeptModel(projectionOf({ version: 2 }))
    await endOf(store, next)
    const old = new KeptModel(projectionOf(), next.kept)
    const run = started(t, store, [old])
    await until(run, ({ phase }) => phase === 'live')
    await old.drop({ version: 1, number: 1 })
    const [state] = await run.ended
    assert.deepEqual([state?.end?.why, old.kept.length], ['dropped', 1])
    assert.match(state?.end?.says ?? '', /^happenings@1\.1 was dropped\./)
  })
})
