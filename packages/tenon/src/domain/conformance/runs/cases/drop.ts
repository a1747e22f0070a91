import { gives, same } from '../../expect.ts'
import { type RunsCase, runsCases } from '../case.ts'
import type { UseBeside } from '../given/beside.ts'
import { begun, buildOf, LIVE, listed, nameOf, note, SECOND, shown, take } from '../given/runs.ts'

/** The cases of the law `drop`. */
export const drop = (beside: UseBeside): readonly RunsCase[] =>
  runsCases('drop', [
    {
      name: 'is_gone_with_its_build',
      says: 'A dropped run is absent and its build takes no step, and the others are as they were.',
      run: (context) =>
        beside(context.place, async (within) => {
          const { first } = within
          const [one = '', two = '', three = ''] = await begun(first, 1, 2, 3)
          await note(context, within, 'notes-1')
          gives(await take(within, first, SECOND, false), 'committed', 'a step')
          const { checkpoint: from } = await buildOf(first, SECOND)
          same(await context.store.drop({ run: two }), { kind: 'dropped' }, 'a drop')
          same(await context.store.show({ run: two }), { kind: 'absent' }, 'a run that was dropped')
          same(
            (await listed(context.store, '', 10)).map(({ name }) => name),
            [one, three],
            'the runs that are left',
          )
          const step = { build: SECOND, from, to: from, events: [], swap: true }
          same(await first.commit(step), { kind: 'dropped' }, 'a step of a build that was dropped')
          const { builds } = gives(await first.builds(), 'builds', 'the builds of a read model')
          same(
            builds.map(({ number }) => number),
            [1, 3],
            'the builds that are left',
          )
        }),
    },
    {
      name: 'made_again_is_absent',
      says: 'A drop of a run that is not there is absent, also when it was there until it was dropped.',
      run: (context) =>
        beside(context.place, async ({ first }) => {
          const [, run = ''] = await begun(first, 1, 2)
          same(await context.store.drop({ run }), { kind: 'dropped' }, 'a drop')
          for (const absent of [run, nameOf(first, { version: 1, number: 9 }), 'nothing@1.1'])
            same(await context.store.drop({ run: absent }), { kind: 'absent' }, 'a drop of a run that is not there')
          same(await context.store.pause({ run }), { kind: 'absent' }, 'a pause of a run that was dropped')
        }),
    },
    {
      name: 'not_while_it_is_live',
      says: 'A live run is not dropped and stays as it is, and it is dropped once another one is live.',
      run: (context) =>
        beside(context.place, async (within) => {
          const { first } = within
          const [run = ''] = await begun(first, 1, 2)
          await note(context, within, 'notes-1')
          gives(await take(within, first, LIVE, true), 'committed', 'a step')
          const before = await shown(context.store, run)
          same(await context.store.drop({ run }), { kind: 'live' }, 'a drop of the live run')
          same(await shown(context.store, run), before, 'the live run after a drop')
          gives(await take(within, first, SECOND, true), 'committed', 'the step that takes the last page')
          same(await context.store.drop({ run }), { kind: 'dropped' }, 'a drop of the run that was live before')
          same((await shown(context.store, nameOf(first, SECOND))).live, true, 'whether the other one is live')
        }),
    },
    {
      name: 'paused_too',
      says: 'A paused run can be dropped.',
      run: (context) =>
        beside(context.place, async ({ first }) => {
          const [, run = ''] = await begun(first, 1, 2)
          gives(await context.store.pause({ run }), 'paused', 'a pause')
          same(await context.store.drop({ run }), { kind: 'dropped' }, 'a drop of a paused run')
        }),
    },
  ])
