import { gives, same } from '../../expect.ts'
import { type RunsCase, runsCases } from '../case.ts'
import type { UseBeside } from '../given/beside.ts'
import { begun, buildOf, LIVE, nameOf, note, SECOND, shown, take } from '../given/runs.ts'

/** The cases of the law `state`. */
export const state = (beside: UseBeside): readonly RunsCase[] =>
  runsCases('state', [
    {
      name: 'says_what_it_makes',
      says: 'A run says which build of which projection it makes, and that this is at the start of the log.',
      run: ({ place, store }) =>
        beside(place, async ({ first }) => {
          const [name = ''] = await begun(first, 1)
          same(
            await shown(store, name),
            {
              kind: 'projection',
              name,
              projection: first.projection.name,
              version: 1,
              number: 1,
              live: true,
              paused: false,
              position: 'start',
              head: 'start',
              waitingMs: null,
              passed: { unreadable: 0, unknownType: 0 },
            },
            'the run of the first build',
          )
        }),
    },
    {
      name: 'follows_its_build',
      says: 'A run is shown at the checkpoint of its build after each step, beside the head of the log.',
      run: (context) =>
        beside(context.place, async (within) => {
          const { first } = within
          const [name = ''] = await begun(first, 1)
          for (let turn = 0; turn < 3; turn += 1) {
            await note(context, within, 'notes-1')
            gives(await take(within, first, LIVE, true), 'committed', 'a step')
            const head = await note(context, within, 'notes-2')
            const { position } = (await buildOf(first, LIVE)).checkpoint
            const run = await shown(context.store, name)
            same([run.position, run.head], [position, head], 'the position of a run and the head of its log')
          }
        }),
    },
    {
      name: 'counts_what_was_passed_over',
      says: 'A run is shown with the events that its build has passed over.',
      run: (context) =>
        beside(context.place, async (within) => {
          const { first } = within
          const [name = ''] = await begun(first, 1)
          await note(context, within, 'notes-1')
          gives(await take(within, first, LIVE, false), 'committed', 'a step')
          const { checkpoint: from } = await buildOf(first, LIVE)
          const passed = { unreadable: 3, unknownType: 5 }
          const step = { build: LIVE, from, to: { ...from, passed }, events: [], swap: false }
          gives(await first.commit(step), 'committed', 'a step that passes events over')
          same((await shown(context.store, name)).passed, passed, 'the events that were passed over')
        }),
    },
    {
      name: 'one_is_live',
      says: 'The first build of a projection is live, until another one replaces it in a step.',
      run: (context) =>
        beside(context.place, async (within) => {
          const { first } = within
          await begun(first, 1, 2)
          const live = async (): Promise<readonly boolean[]> => [
            (await shown(context.store, nameOf(first, LIVE))).live,
            (await shown(context.store, nameOf(first, SECOND))).live,
          ]
          same(await live(), [true, false], 'which runs are live while the second build is made')
          await note(context, within, 'notes-1')
          gives(await take(within, first, SECOND, true), 'committed', 'the step that takes the last page')
          same(await live(), [false, true], 'which runs are live after the last page')
        }),
    },
  ])
