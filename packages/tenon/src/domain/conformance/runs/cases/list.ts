import { byCodePoint } from '../../../data/names.ts'
import { gives, holds, same } from '../../expect.ts'
import { type RunsCase, runsCases, type RunsContext } from '../case.ts'
import type { UseBeside } from '../given/beside.ts'
import { begun, listed, shown } from '../given/runs.ts'

/** The cases of the law `list`. */
export const list = (beside: UseBeside): readonly RunsCase[] =>
  runsCases('list', [
    {
      name: 'none_before_one_began',
      says: 'Before a build began there is no run.',
      run: async ({ store }) => {
        same(
          await store.list({ prefix: '', after: null, limit: 10 }),
          { kind: 'page', runs: [], next: null },
          'a listing',
        )
      },
    },
    {
      name: 'each_once_in_code_point_order',
      says: 'The runs of all projections are listed once, in the order of the code points of their names, whatever the size of the page.',
      run: async (context) => {
        const names = await severalBegun(context, beside)
        const wanted = names.toSorted(byCodePoint)
        for (const limit of [1, 5, 12, 1_000])
          same(namesOf(await listed(context.store, '', limit)), wanted, `the runs on pages of ${limit}`)
      },
    },
    {
      name: 'by_prefix_and_after',
      says: 'A page has the runs whose names begin with the prefix and follow the name that is stated, whether that is the name of a run or not.',
      run: async (context) => {
        const names = (await severalBegun(context, beside)).toSorted(byCodePoint)
        for (const prefix of [...new Set(names.map((name) => name.slice(0, -1))), 'nothing such'])
          same(
            namesOf(await listed(context.store, prefix, 3)),
            names.filter((name) => name.startsWith(prefix)),
            `the runs that begin with ${prefix}`,
          )
        for (const after of [...names, 'a', `${names[1] ?? ''}0`]) {
          const page = gives(await context.store.list({ prefix: '', after, limit: 1_000 }), 'page', 'a listing')
          const behind = names.filter((name) => byCodePoint(name, after) > 0)
          same([namesOf(page.runs), page.next], [behind, null], `the runs behind ${after}`)
        }
      },
    },
    {
      name: 'as_they_are_shown',
      says: 'A run is listed as it is shown, and a name that is none of a run is absent.',
      run: async (context) => {
        const names = await severalBegun(context, beside)
        for (const run of await listed(context.store, '', 1_000))
          same(run, await shown(context.store, run.name), run.name)
        const [some = ''] = names
        for (const run of ['nothing', `${some}00`, `${some}.1`, some.replace('.', '.0'), some.replace('@', '')])
          same(await context.store.show({ run }), { kind: 'absent' }, `what is shown of ${run}`)
        holds(names.length > 10, 'there are too few runs to try it')
      },
    },
  ])

/** Begins builds of both projections. One has more than nine, whose numbers sort otherwise than their names. */
const severalBegun = (context: RunsContext, beside: UseBeside): Promise<readonly string[]> =>
  beside(context.place, async ({ first, second }) => [
    ...(await begun(first, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
    ...(await begun(second, 1, 2)),
  ])

const namesOf = (runs: readonly { readonly name: string }[]): readonly string[] => runs.map(({ name }) => name)
