import type { Put } from '../../../key-value/intent.ts'
import { gives, holds, same } from '../../expect.ts'
import { type KeyValueContext, keyValueCases } from '../case.ts'
import { actualOf, put, putOf, removalOf, removed, stored, untilAbsent, valueOf } from '../given/entries.ts'

/** The cases of the law `repeat`. */
export const repeat = keyValueCases('repeat', [
  {
    name: 'of_the_latest_change',
    says: 'A put or a removal that is made again at once is repeated, with its revision, whatever it expects.',
    run: async (context: KeyValueContext) => {
      const { store } = context
      for (const [key, expected] of [
        ['a', 'absent'],
        ['a', 'right'],
        ['b', 'any'],
      ] as const) {
        const actual = await actualOf(store, key)
        const one = putOf(context, key, { value: 'one', expected: expected === 'right' ? actual : expected })
        const revision = await stored(store, one)
        for (const again of [one, { ...one, value: 'other' }])
          same(
            await store.put(again),
            { kind: 'put', revision, repeated: true },
            `a put again that expects ${expected}`,
          )
        same((await valueOf(store, key)).value, 'one', 'the value after repeats')
      }
      for (const [key, expected] of [
        ['a', await actualOf(store, 'a')],
        ['b', 'any'],
      ] as const) {
        holds(expected !== 'absent', 'a value that was put is absent')
        const one = removalOf(context, key, expected)
        const { revision } = gives(await store.remove(one), 'removed', 'a removal')
        same(await store.remove(one), { kind: 'removed', revision, repeated: true }, 'the same removal again')
      }
    },
  },
  {
    name: 'after_others_wrote_over_it',
    says: 'A write that is made again after others wrote over it is repeated, and what they wrote stays.',
    needs: { dedupe: 'recent' },
    run: async (context: KeyValueContext) => {
      const { store } = context
      const one = putOf(context, 'a', { value: 'one', expected: 'absent' })
      const revision = await stored(store, one)
      const again = async (says: string): Promise<void> => {
        const before = await actualOf(store, 'a')
        same(await store.put(one), { kind: 'put', revision, repeated: true }, `a put again after ${says}`)
        same(await actualOf(store, 'a'), before, `what the key has after a repeat after ${says}`)
      }
      const other = await put(context, 'a', 'other')
      await again('another put')
      const removal = removalOf(context, 'a', other)
      const gone = gives(await store.remove(removal), 'removed', 'a removal').revision
      await again('a removal')
      await put(context, 'a', 'more')
      await again('a removal and a put')
      same(
        await store.remove(removal),
        { kind: 'removed', revision: gone, repeated: true },
        'a removal again after another put',
      )
      await removed(context, 'a')
      same(
        await store.remove(removal),
        { kind: 'removed', revision: gone, repeated: true },
        'a removal again after another removal',
      )
    },
  },
  {
    name: 'as_many_changes_later_as_are_granted',
    says: 'A put that is made again after all but one of `recent_writes` changes is repeated; once it is forgotten, it fails with `forgotten` or is a conflict, and is never stored again.',
    needs: { dedupe: 'recent' },
    run: async (context: KeyValueContext) => {
      const { store, limits } = context
      const many = Math.min(limits.recent_writes, MOST)
      const one = putOf(context, 'a', { value: 'one', expected: 'absent' })
      const revision = await stored(store, one)
      for (let left = many - 1; left > 0; left -= 1) await put(context, 'a', left)
      same(await store.put(one), { kind: 'put', revision, repeated: true }, `a put again after ${many - 1} changes`)
      for (let left = many; left > 0; left -= 1) await put(context, 'a', left)
      const last = await actualOf(store, 'a')
      const outcome = await store.put(one)
      holds(
        outcome.kind === 'conflict' ||
          (outcome.kind === 'put' && outcome.repeated && outcome.revision === revision) ||
          (outcome.kind === 'failed' && outcome.failure === 'forgotten'),
        `a put again after ${2 * many - 1} changes was ${outcome.kind}`,
      )
      same(await actualOf(store, 'a'), last, 'what the key has after it')
    },
  },
  {
    name: 'after_its_life_was_over',
    says: 'A put of a value with a lifetime that is made again after that life was over is repeated, and the key stays absent.',
    needs: { dedupe: 'recent', expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      const { store } = context
      const one = putOf(context, 'a', { expected: 'absent', lifetimeSeconds: 1 })
      const revision = await stored(store, one)
      await untilAbsent(context, 'a')
      same(await store.put(one), { kind: 'put', revision, repeated: true }, 'a put again after its life')
      same(await actualOf(store, 'a'), 'absent', 'the key after it')
    },
  },
  {
    name: 'after_opening_again',
    says: 'A write that was acknowledged before the store was closed is repeated after it is opened again.',
    needs: { dedupe: 'recent', durability: 'process_crash' },
    run: async (context: KeyValueContext) => {
      const one = putOf(context, 'a', { expected: 'absent' })
      const revision = await stored(context.store, one)
      await put(context, 'a', 'other')
      const store = await context.reopen()
      same(await store.put(one), { kind: 'put', revision, repeated: true }, 'a put again after opening again')
    },
  },
  {
    name: 'twice_at_once',
    says: 'Of several puts with one id that are made at once, one stores its value and the others are repeated.',
    run: async (context: KeyValueContext) => {
      const { store } = context
      const one: Put = putOf(context, 'a', { expected: 'absent' })
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => store.put(one)))
      const answers = outcomes.map((outcome) => gives(outcome, 'put', 'one of 5 puts that are the same'))
      same(answers.filter(({ repeated }) => !repeated).length, 1, 'how many of 5 puts that are the same were stored')
      same(new Set(answers.map(({ revision }) => revision)).size, 1, 'how many revisions they have')
    },
  },
])

/** More changes than this are not made in one case. */
const MOST = 200
