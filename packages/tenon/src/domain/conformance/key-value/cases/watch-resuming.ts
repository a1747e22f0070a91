import { holds, same } from '../../expect.ts'
import { type KeyValueContext, keyValueCases } from '../case.ts'
import { put, removed } from '../given/entries.ts'
import { brief, changesUntil, inOrder, nextOf, untilCaughtUp, watchAll } from '../given/items.ts'

/** The cases of the law `watch_resumes`. */
export const watchResuming = keyValueCases('watch_resumes', [
  {
    name: 'after_any_revision',
    says: 'A watch after a revision gives the last change of each key that changed since, removals too, wherever it begins.',
    run: async (context: KeyValueContext) => {
      const revisions = []
      for (const key of ['a', 'b', 'c', 'b', 'd']) revisions.push(await put(context, key, null))
      revisions.push(await removed(context, 'c'), await put(context, 'a', 2), await removed(context, 'd'))
      const [, , , b, , c, a, d] = revisions
      const last = [
        ['value', 'b', b],
        ['removed', 'c', c],
        ['value', 'a', a],
        ['removed', 'd', d],
      ] as const
      for (const after of revisions) {
        const items = watchAll(context, after)
        const { changes, revision } = await untilCaughtUp(context, items)
        await items.return?.()
        const wanted = last.filter(([, , at]) => Number(at) > after)
        same([changes.map(brief), revision], [wanted, d], `the changes after revision ${after}`)
      }
    },
  },
  {
    name: 'after_each_item',
    says: 'A reader that begins a watch anew after each item that it gets still hears of every key.',
    run: async (context: KeyValueContext) => {
      const known = new Set<string>()
      for (let i = 0; i < 6; i += 1) await put(context, `key-${i}`, null)
      await removed(context, 'key-2')
      let place: number | 'start' = 'start'
      for (;;) {
        const items = watchAll(context, place)
        const item = await nextOf(context, items)
        await items.return?.()
        if (item === 'end' || (item.kind !== 'value' && item.kind !== 'removed')) break
        holds(place === 'start' || item.revision > place, `revision ${item.revision} was given after ${place}`)
        place = item.revision
        if (item.kind === 'value') known.add(item.key)
        else known.delete(item.key)
      }
      same(
        [...known].toSorted(),
        [0, 1, 3, 4, 5].map((i) => `key-${i}`),
        'the keys that a reader knows at the end',
      )
    },
  },
  {
    name: 'over_opening_again',
    says: 'A watch after the last revision that was heard of goes on when the store was closed and opened again.',
    needs: { durability: 'process_crash' },
    run: async (context: KeyValueContext) => {
      await put(context, 'a', null)
      const heard = await put(context, 'b', null)
      const gone = await removed(context, 'a')
      await context.reopen()
      const items = watchAll(context, heard)
      const { changes } = await untilCaughtUp(context, items)
      same(changes.map(brief), [['removed', 'a', gone]], 'what changed since')
      const revision = await put(context, 'c', null)
      const came = await changesUntil(context, items, 'what came', ({ key }) => key === 'c')
      inOrder(came, gone)
      same(came.map(brief), [['value', 'c', revision]], 'what came')
      await items.return?.()
    },
  },
  {
    name: 'says_that_it_is_ahead',
    says: 'A watch after a revision that the store has not reached gives `ahead` with its last one, as the last item.',
    run: async (context: KeyValueContext) => {
      const isAhead = async (after: number, head: number | 'start'): Promise<void> => {
        const items = watchAll(context, after)
        same(await nextOf(context, items), { kind: 'ahead', head }, 'a watch from beyond the end')
        same(await nextOf(context, items), 'end', 'a watch that is over')
      }
      await isAhead(1, 'start')
      const head = await put(context, 'a', null)
      await isAhead(head + 1, head)
    },
  },
])
