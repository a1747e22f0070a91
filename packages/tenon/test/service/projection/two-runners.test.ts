import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { Committed, ProjectSettings, Step } from 'tenon/run'
import { fill, nth, openStore, type Setting, settings } from '../semantics/stores.ts'
import { KeptModel } from './kept.ts'
import { flawIn, type Happenings, logOf, projectionOf, started, until } from './runs.ts'

/** A read model that adds every step, wherever the build is: it has no guard against another runner. */
class Unguarded extends KeptModel<typeof Happenings> {
  override commit(step: Step<typeof Happenings>): Promise<Committed> {
    const build = this.kept.find((kept) => kept.build.number === step.build.number)?.build
    return super.commit({ ...step, from: build?.checkpoint ?? step.from })
  }
}

/** The law `two_runners`: however many runners a build has, it takes each event once. Returns how the runs ended, too. */
const twoRunners = async (
  t: TestContext,
  setting: Setting,
  Model: typeof KeptModel<typeof Happenings>,
  ifTakenOver: ProjectSettings['ifTakenOver'],
): Promise<{ readonly flaw: string | undefined; readonly ends: readonly unknown[] }> => {
  const { store } = await openStore(t, setting)
  await fill(store, 'a', 300)
  const model = new Model(projectionOf())
  const runs = [model, new Model(projectionOf(), model.kept)].map((one) =>
    started(t, store, [one], { ifTakenOver, pageEvents: 10 }),
  )
  const takes = async (id: string | undefined): Promise<void> => {
    const going = runs.findIndex((run) => run.state()[0]?.end?.why !== 'taken_over')
    await until(nth(runs, going), () => model.ids().at(-1) === id)
  }
  for (let i = 0; i < 20; i += 1) await takes((await fill(store, 'a', 1))[0]?.id)
  const ends = runs.map((run) => run.state()[0]?.end?.why)
  return { flaw: flawIn(model.ids(), await logOf(store)), ends: ends.toSorted() }
}

describe('The law `two_runners`', () => {
  for (const setting of settings) {
    test(`is kept on ${setting.name} by runs that stop when they are taken over`, async (t) => {
      const { flaw, ends } = await twoRunners(t, setting, KeptModel, 'stop')
      assert.deepEqual([flaw, ends], [undefined, ['taken_over', undefined]])
    })

    test(`is kept on ${setting.name} by runs that go on`, async (t) => {
      const { flaw, ends } = await twoRunners(t, setting, KeptModel, 'continue')
      assert.deepEqual([flaw, ends], [undefined, [undefined, undefined]])
    })
  }

  test('is broken by a read model without a guard', async (t) => {
    const { flaw } = await twoRunners(t, nth(settings, 0), Unguarded, 'continue')
    assert.match(flaw ?? 'kept', /was taken twice$/)
  })
})
