import type { Put } from '../../../key-value/intent.ts'
import type { KeyValueCapability } from '../../../key-value/store.ts'
import { casesOf } from '../../case.ts'
import { gives, holds, same, Unproved } from '../../expect.ts'
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
        const one: Put = { ...putOf(context, key), value: 'one', expected: expected === 'right' ? actual : expected }
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
      const one: Put = { ...putOf(context, 'a'), value: 'one', expected: 'absent' }
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
    says: 'A put at a revision that is made again when all but one of the last `recent_writes` changes are of others is repeated.',
    needs: { dedupe: 'recent' },
    run: async (context: KeyValueContext) => {
      const { store, limits } = context
      const one: Put = { ...putOf(context, 'a'), value: 'one', expected: await put(context, 'a', 'zero') }
      const revision = await stored(store, one)
      const changes = Math.min(limits.recent_writes, MOST) - 1
      for (let left = changes; left > 0; left -= 1) await put(context, 'a', left)
      same(await store.put(one), { kind: 'put', revision, repeated: true }, `a put again after ${changes} changes`)
    },
  },
  {
    name: 'of_an_absent_key_whatever_follows',
    says: 'A put that found its key absent is repeated when it is made again, however many changes have followed.',
    needs: { dedupe: 'recent' },
    run: async (context: KeyValueContext) => {
      const { store, limits } = context
      const one: Put = { ...putOf(context, 'a'), value: 'one', expected: 'absent' }
      const revision = await stored(store, one)
      const changes = 4 * Math.min(limits.recent_writes, MOST)
      for (let left = changes; left > 0; left -= 1) await put(context, 'a', left)
      await removed(context, 'a')
      await stored(store, { ...putOf(context, 'a'), expected: 'absent' })
      same(await store.put(one), { kind: 'put', revision, repeated: true }, `a put again after ${changes} changes`)
    },
  },
  {
    name: 'after_its_life_was_over',
    says: 'A put of a value with a lifetime that is made again after that life was over is repeated, and the key stays absent.',
    needs: { dedupe: 'recent', expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      const { store } = context
      const one: Put = { ...putOf(context, 'a'), expected: 'absent', lifetimeSeconds: 1 }
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
      const one: Put = { ...putOf(context, 'a'), expected: 'absent' }
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
      const one: Put = { ...putOf(context, 'a'), expected: 'absent' }
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => store.put(one)))
      const answers = outcomes.map((outcome) => gives(outcome, 'put', 'one of 5 puts that are the same'))
      same(answers.filter(({ repeated }) => !repeated).length, 1, 'how many of 5 puts that are the same were stored')
      same(new Set(answers.map(({ revision }) => revision)).size, 1, 'how many revisions they have')
    },
  },
])

/** The case for a binding that can fail with `forgotten`. */
export const forgetting = casesOf<KeyValueCapability>('reachability', [
  {
    name: 'forgotten',
    says: 'A put at a revision that is made again after more than `recent_writes` changes fails with `forgotten`, unless the store remembers it, and is not stored again.',
    needs: { dedupe: 'recent' },
    run: async (context: KeyValueContext) => {
      const { store, limits } = context
      if (limits.recent_writes > MOST) throw new Unproved(`it remembers ${limits.recent_writes} changes of a key`)
      const one: Put = { ...putOf(context, 'a'), value: 'one', expected: await put(context, 'a', 'zero') }
      await stored(store, one)
      for (let left = 4 * limits.recent_writes; left > 0; left -= 1) await put(context, 'a', left)
      const last = await actualOf(store, 'a')
      const { failure, effect } = gives(await store.put(one), 'failed', 'a put that was forgotten')
      same([failure, effect], ['forgotten', 'unknown'], 'a put that was forgotten')
      same(await actualOf(store, 'a'), last, 'what the key has after it')
    },
  },
])

/** More changes than this are not made in one case. */
const MOST = 200
