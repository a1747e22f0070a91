import { FIRST_CHECKPOINT } from '../../../projection/build.ts'
import { gives, same } from '../../expect.ts'
import { type RunsCase, runsCases } from '../case.ts'
import type { Beside, UseBeside } from '../given/beside.ts'
import { begun, buildOf, LIVE, nameOf, note, SECOND, shown, take } from '../given/runs.ts'

/** The cases of the law `pause`. */
export const pause = (beside: UseBeside): readonly RunsCase[] =>
  runsCases('pause', [
    {
      name: 'adds_no_event_until_resumed',
      says: 'A step of a paused build changes nothing, and the same step is done once the run is resumed.',
      run: (context) =>
        beside(context.place, async (within) => {
          const { first } = within
          const [run = ''] = await begun(first, 1)
          await note(context, within, 'notes-1')
          gives(await take(within, first, LIVE, false), 'committed', 'a step before the pause')
          await note(context, within, 'notes-1')
          const { checkpoint } = await buildOf(first, LIVE)
          same(await context.store.pause({ run }), { kind: 'paused' }, 'a pause')
          same(await take(within, first, LIVE, true), { kind: 'paused' }, 'a step of a paused build')
          same((await buildOf(first, LIVE)).checkpoint, checkpoint, 'the checkpoint of a paused build')
          same((await shown(context.store, run)).paused, true, 'whether a paused run is shown as paused')
          same(await context.store.resume({ run }), { kind: 'resumed' }, 'a resumption')
          same((await shown(context.store, run)).paused, false, 'whether a resumed run is shown as paused')
          gives(await take(within, first, LIVE, true), 'committed', 'a step after the resumption')
        }),
    },
    {
      name: 'made_again_is_the_same',
      says: 'A pause of a paused run and a resumption of one that is not paused return the same as the first.',
      run: (context) =>
        beside(context.place, async ({ first }) => {
          const [run = ''] = await begun(first, 1)
          same(await context.store.resume({ run }), { kind: 'resumed' }, 'a resumption of a run that never was paused')
          for (const [operation, kind] of [
            ['pause', 'paused'],
            ['pause', 'paused'],
            ['resume', 'resumed'],
            ['resume', 'resumed'],
          ] as const) {
            same(await context.store[operation]({ run }), { kind }, operation)
            same((await shown(context.store, run)).paused, kind === 'paused', `whether it is paused after ${operation}`)
          }
        }),
    },
    {
      name: 'of_one_alone',
      says: 'A pause concerns the named run and no other, and a run that is not there is absent.',
      run: (context) =>
        beside(context.place, async ({ first, second }) => {
          const names = [...(await begun(first, 1, 2)), ...(await begun(second, 1))]
          const run = nameOf(first, SECOND)
          same(await context.store.pause({ run }), { kind: 'paused' }, 'a pause')
          for (const name of names)
            same((await shown(context.store, name)).paused, name === run, `whether ${name} is paused`)
          for (const absent of [nameOf(second, SECOND), 'nothing@1.1']) {
            same(await context.store.pause({ run: absent }), { kind: 'absent' }, 'a pause of a run that is not there')
            same(
              await context.store.resume({ run: absent }),
              { kind: 'absent' },
              'a resumption of one that is not there',
            )
          }
        }),
    },
    {
      name: 'beside_a_runner',
      says: 'From the moment at which a pause returns, a runner that was in the middle of its work adds nothing.',
      run: (context) =>
        beside(context.place, async (within) => {
          const { first } = within
          const [run = ''] = await begun(first, 1)
          let checkpoint = FIRST_CHECKPOINT
          for (let round = 0; round < context.rounds(5, 50); round += 1) {
            await withRunner(
              within,
              () => note(context, within, 'notes-1'),
              async (steps) => {
                await context.until('a runner has taken a step', () => Promise.resolve(steps() > 0))
                // Each round pauses it at another moment of a step.
                for (let turn = 0; turn < round; turn += 1) await Promise.resolve()
                gives(await context.store.pause({ run }), 'paused', 'a pause beside a runner')
                checkpoint = (await buildOf(first, LIVE)).checkpoint
                same(await take(within, first, LIVE, true), { kind: 'paused' }, 'a step after the pause')
              },
            )
            same((await buildOf(first, LIVE)).checkpoint, checkpoint, 'the checkpoint after the runner has ended')
            gives(await context.store.resume({ run }), 'resumed', 'a resumption')
          }
        }),
    },
  ])

/** Does some work while a runner takes one event after the other. The work can ask how many steps it has made. */
const withRunner = async (
  beside: Beside,
  append: () => Promise<unknown>,
  work: (steps: () => number) => Promise<void>,
): Promise<void> => {
  const stop = new AbortController()
  let steps = 0
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await append()
      const { kind } = await take(beside, beside.first, LIVE, true)
      if (kind === 'committed') steps += 1
    }
  }
  const runner = run()
  try {
    await work(() => steps)
  } finally {
    stop.abort()
    await runner
  }
}
