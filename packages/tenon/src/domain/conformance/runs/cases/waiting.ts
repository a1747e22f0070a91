import { gives, holds, same } from '../../expect.ts'
import { type RunsCase, runsCases, type RunsContext } from '../case.ts'
import type { UseBeside } from '../given/beside.ts'
import { begun, LIVE, note, shown, take } from '../given/runs.ts'

/** The cases of the law `waiting`. */
export const waiting = (beside: UseBeside): readonly RunsCase[] =>
  runsCases('waiting', [
    {
      name: 'none_exactly_when_caught_up',
      says: 'An event waits from its append until it is taken, and no longer.',
      run: (context) =>
        beside(context.place, async (within) => {
          const { first } = within
          const [name = ''] = await begun(first, 1)
          same((await shown(context.store, name)).waitingMs, null, 'the age of what waits while the log is empty')
          for (let turn = 0; turn < 3; turn += 1) {
            await note(context, within, 'notes-1')
            await note(context, within, 'notes-2')
            await isWaiting(context, name, 'after two appends')
            gives(await take(within, first, LIVE, true), 'committed', 'a step')
            same((await shown(context.store, name)).waitingMs, null, 'the age of what waits after everything was taken')
          }
        }),
    },
    {
      name: 'not_for_what_does_not_pass',
      says: 'An event that does not pass the filter of the projection does not wait, although the head is beyond it.',
      run: (context) =>
        beside(context.place, async (within) => {
          const [name = ''] = await begun(within.first, 1)
          const head = await note(context, within, 'other-1')
          const run = await shown(context.store, name)
          same([run.position, run.head, run.waitingMs], ['start', head, null], 'a run beside events of other streams')
          await note(context, within, 'notes-1')
          await note(context, within, 'other-1')
          await isWaiting(context, name, 'between events of other streams')
        }),
    },
    {
      name: 'as_long_as_the_oldest',
      says: 'What is shown is the age of the oldest event that waits, which grows until that event is taken.',
      run: (context) =>
        beside(context.place, async (within) => {
          const [name = ''] = await begun(within.first, 1)
          await note(context, within, 'notes-1')
          const appended = context.now()
          await context.until('the oldest event has waited for a moment', () =>
            Promise.resolve(context.now() > appended + 60),
          )
          await note(context, within, 'notes-1')
          const age = await isWaiting(context, name, 'after a later append')
          // The clocks of a store and of the machine may differ a little.
          holds(age >= 30, `the oldest event has waited for 60 ms, and ${age} was shown`)
        }),
    },
  ])

const isWaiting = async ({ store }: RunsContext, name: string, when: string): Promise<number> => {
  const { waitingMs } = await shown(store, name)
  if (waitingMs !== null) return waitingMs
  holds(false, `${when}, no event waited for ${name}`)
  return 0
}
