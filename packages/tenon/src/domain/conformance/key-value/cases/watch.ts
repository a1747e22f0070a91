import { gives, holds, same } from '../../expect.ts'
import { moment } from '../../given/waiting.ts'
import { type KeyValueContext, keyValueCases } from '../case.ts'
import { put, putOf, putShort, removed, stored } from '../given/entries.ts'
import { brief, changesUntil, inOrder, nextOf, untilCaughtUp, watchAll } from '../given/items.ts'

/** The cases of the law `watch`. */
export const watch = keyValueCases('watch', [
  {
    name: 'goes_from_what_is_there_to_what_comes',
    says: 'A watch gives the values that are there, says that it has caught up, and then gives each change when it comes.',
    run: async (context: KeyValueContext) => {
      const items = watchAll(context, 'start')
      same(await nextOf(context, items), { kind: 'caught_up', revision: 'start' }, 'a watch of an empty store')
      const first = { ...putOf(context, 'a'), value: { n: 1 } }
      const revision = await stored(context.store, first)
      same(
        await nextOf(context, items),
        { kind: 'value', key: 'a', value: { n: 1 }, revision, id: first.id },
        'the first change',
      )
      same(await nextOf(context, items), { kind: 'caught_up', revision }, 'what comes after the first change')
      const gone = await removed(context, 'a')
      same(await nextOf(context, items), { kind: 'removed', key: 'a', revision: gone }, 'a removal')
      same(await nextOf(context, items), { kind: 'caught_up', revision: gone }, 'what comes after a removal')
      await items.return?.()
    },
  },
  {
    name: 'begins_with_every_value',
    says: 'A watch from the start gives each key that has a value, once, in the order of revisions.',
    run: async (context: KeyValueContext) => {
      for (const key of ['c', 'a', 'b', 'd']) await put(context, key, 1)
      const wanted = []
      for (const key of ['b', 'c', 'a']) wanted.push(['value', key, await put(context, key, 2)])
      await removed(context, 'd')
      const items = watchAll(context, 'start')
      const { changes } = await untilCaughtUp(context, items)
      await items.return?.()
      inOrder(changes, 0)
      same(changes.filter(({ kind }) => kind === 'value').map(brief), wanted, 'the values that are there')
    },
  },
  {
    name: 'by_prefix',
    says: 'A watch gives the keys that begin with its prefix and no others, and yet catches up with the whole store.',
    run: async (context: KeyValueContext) => {
      await put(context, 'a/1', null)
      const b = await put(context, 'b/1', null)
      const items = context.store.watch({ prefix: 'a/', after: 'start' })
      const there = await untilCaughtUp(context, items)
      same([there.changes.map(({ key }) => key), there.revision], [['a/1'], b], 'what is there')
      await put(context, 'b/2', null)
      const revision = await put(context, 'a/2', null)
      const came = await changesUntil(context, items, 'a/2', ({ key }) => key === 'a/2')
      same(came.map(brief), [['value', 'a/2', revision]], 'what came')
      await items.return?.()
    },
  },
  {
    name: 'never_misses_the_last_value',
    says: 'However fast a key changes, a watch gives its last value, and the revisions that it gives rise.',
    run: async (context: KeyValueContext) => {
      const items = watchAll(context, 'start')
      await untilCaughtUp(context, items)
      const puts = Array.from({ length: context.rounds(60, 600) }, (_, i) => put(context, `key-${i % 3}`, i))
      const last = Math.max(...(await Promise.all(puts)))
      const changes = await changesUntil(context, items, `revision ${last}`, ({ revision }) => revision === last)
      inOrder(changes, 0)
      const given = new Map(changes.map(({ key, revision }) => [key, revision]))
      const { keys } = gives(await context.store.keys({ prefix: '', after: null, limit: 10 }), 'page', 'a listing')
      for (const { key, revision } of keys)
        same(given.get(key), revision, `the last revision of ${key} that a watch gave`)
      await items.return?.()
    },
  },
  {
    name: 'a_reader_that_waits_misses_nothing',
    says: 'A reader that does not ask for a while then gets the last change of each key.',
    run: async (context: KeyValueContext) => {
      const items = watchAll(context, 'start')
      await untilCaughtUp(context, items)
      for (let i = 0; i < 20; i += 1) await put(context, 'a', i)
      const last = await put(context, 'a', 'last')
      const gone = [await put(context, 'b', null), await removed(context, 'b')].at(-1)
      await moment(context)
      const changes = await changesUntil(context, items, `revision ${gone}`, ({ revision }) => revision === gone)
      inOrder(changes, 0)
      holds(
        changes.some(({ key, revision }) => key === 'a' && revision === last),
        'the last value of a was not given',
      )
      await items.return?.()
    },
  },
  {
    name: 'hears_the_end_of_a_life',
    says: 'A watch gives a value that is over as removed, although nothing is called, and a life that goes on as no change.',
    needs: { expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      const short = await putShort(context, 'a')
      await stored(context.store, { ...putOf(context, 'b'), lifetimeSeconds: 3_600 })
      const items = watchAll(context, 'start')
      await untilCaughtUp(context, items)
      const [gone] = await changesUntil(context, items, 'the end of a life', () => true)
      holds(gone?.kind === 'removed' && gone.key === 'a', `${gone?.kind} of ${gone?.key} came, and a was over`)
      holds(gone.revision > short, `the end of a life has revision ${gone.revision}, and the value has ${short}`)
      await items.return?.()
    },
  },
  {
    name: 'hears_what_another_store_writes',
    says: 'A watch gives what is written through another store of the place.',
    needs: { reach: 'machine' },
    run: async (context: KeyValueContext) => {
      const items = watchAll(context, 'start')
      await untilCaughtUp(context, items)
      const { store } = gives(await context.another().open(), 'opened', 'another store of the place')
      const revision = await stored(store, putOf(context, 'a'))
      const came = await changesUntil(context, items, 'what another store wrote', ({ key }) => key === 'a')
      same(came.map(brief), [['value', 'a', revision]], 'what came')
      await items.return?.()
    },
  },
])
