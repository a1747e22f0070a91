import type { ReadModel } from 'tenon/run'
import { gives } from '../../../semantics/stores.ts'
import { type AnyStep, withCommit } from './with-commit.ts'

/** The lies of a read model, each with the law that catches it. */
export const lies = {
  /** `model_equals_fold`: the checkpoint is stored in a transaction before that of its rows. */
  apart: (model) =>
    withCommit(model, async (step) => {
      const moved = await model.commit({ ...step, events: [] })
      return moved.kind === 'committed' ? model.commit({ ...step, from: step.to }) : moved
    }),
  /** `two_runners`: a step is added wherever the build is. */
  unguarded: (model) =>
    withCommit(model, async (step) => {
      for (;;) {
        const committed = await model.commit({ ...step, from: await checkpointOf(model, step) })
        if (committed.kind !== 'taken_over') return committed
      }
    }),
  /** `swap_is_whole`: the first step of a build makes it the live one. */
  early: (model) => withCommit(model, (step) => model.commit({ ...step, swap: true })),
} as const satisfies Record<string, (model: ReadModel) => ReadModel>

/** The name of a lie. */
export type Lie = keyof typeof lies

const checkpointOf = async (model: ReadModel, { build }: AnyStep): Promise<AnyStep['from']> => {
  const { builds } = gives(await model.builds(), 'builds')
  const found = builds.find(({ version, number }) => version === build.version && number === build.number)
  if (found === undefined) throw new Error('the build is gone')
  return found.checkpoint
}
