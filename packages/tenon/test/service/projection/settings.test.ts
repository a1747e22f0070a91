import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { project } from 'tenon/run'
import { nth, openStore, settings } from '../semantics/stores.ts'
import { KeptModel } from './kept.ts'
import { projectionOf, settingsWith } from './runs.ts'

describe('project()', () => {
  for (const [stated, says] of [
    [{ pageEvents: 0 }, 'settings.pageEvents must be a whole number from 1 to 1000, not 0.'],
    [{ pageEvents: 1_001 }, 'settings.pageEvents must be a whole number from 1 to 1000, not 1001.'],
    [{ until: 'end' }, "settings.until must be 'caught_up' or 'stopped', not end."],
    [{ rebuild: 'yes' }, 'settings.rebuild must be true or false, not yes.'],
    [{ ifTakenOver: undefined }, "settings.ifTakenOver must be 'stop' or 'continue', not undefined."],
    [{ backoffMs: -1 }, 'settings.backoffMs must be a whole number of at least 0, not -1.'],
    [{ maxBackoffMs: Number.NaN }, 'settings.maxBackoffMs must be a whole number of at least 0, not NaN.'],
    [{ checkMs: 0 }, 'settings.checkMs must be a whole number of at least 1, not 0.'],
    [
      { pages: 1 },
      'settings.pages is not a field of the settings; allowed: pageEvents, until, rebuild, ifTakenOver, backoffMs, maxBackoffMs, checkMs.',
    ],
  ] as const)
    test(`refuses ${JSON.stringify(stated)}`, async (t) => {
      const { store } = await openStore(t, nth(settings, 0))
      const bad = { ...settingsWith(), ...stated } as never
      assert.throws(() => project(store, [new KeptModel(projectionOf())], bad), new TypeError(says))
    })

  test('refuses a store that is none, no model, one that is none, and one twice', async (t) => {
    const { store } = await openStore(t, nth(settings, 0))
    const model = new KeptModel(projectionOf())
    assert.throws(() => project({} as never, [model], settingsWith()), /must be an open event store/)
    assert.throws(() => project(store, [], settingsWith()), /a list of one read model or more/)
    assert.throws(() => project(store, [{}] as never, settingsWith()), /models\[0\] must be a read model/)
    assert.throws(() => project(store, [model, model], settingsWith()), /models\[1\] is the same read model/)
  })

  test('runs nothing before start, and nothing at all if it was stopped before', async (t) => {
    const { store, executor } = await openStore(t, nth(settings, 0))
    const model = new KeptModel(projectionOf())
    const run = project(store, [model], settingsWith())
    assert.deepEqual(
      run.state().map(({ name, phase, end }) => ({ name, phase, end })),
      [{ name: 'happenings', phase: 'idle', end: null }],
    )
    await run.stop()
    run.start()
    const [state] = await run.ended
    assert.deepEqual([state?.phase, state?.end?.why], ['ended', 'stopped'])
    assert.deepEqual([executor.calls, model.kept], [[], []])
  })
})
