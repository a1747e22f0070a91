import { gives, same } from '../../expect.ts'
import { type KeyValueContext, keyValueCases } from '../case.ts'
import { actualOf, put, putOf, putShort, removalOf, removed, stored, untilAbsent, valueOf } from '../given/entries.ts'

/** The cases of the law `put`. */
export const putCases = keyValueCases('put', [
  {
    name: 'where_the_key_is_as_expected',
    says: 'A put whose expectation holds is stored: `any`, `absent`, or the revision that the key has.',
    run: async (context: KeyValueContext) => {
      const { store } = context
      const first = await stored(store, { ...putOf(context, 'a'), value: 1, expected: 'absent' })
      const second = { ...putOf(context, 'a'), value: 2, expected: first }
      const revision = await stored(store, second)
      same(await store.get({ key: 'a' }), { kind: 'value', value: 2, revision, id: second.id }, 'what was put')
      const third = await put(context, 'a', 3)
      same((await valueOf(store, 'a')).revision, third, 'the revision of what was put over it')
      await stored(store, { ...putOf(context, 'b'), expected: 'any' })
      await removed(context, 'a')
      await stored(store, { ...putOf(context, 'a'), expected: 'absent' })
    },
  },
  {
    name: 'conflict_says_what_the_key_has',
    says: 'A put that expects something else returns a conflict with the revision of the value, or `absent`, and stores nothing.',
    run: async (context: KeyValueContext) => {
      const { store } = context
      same(
        await store.put({ ...putOf(context, 'a'), expected: 1 }),
        ABSENT,
        'expecting a revision of a key that never was',
      )
      same(await store.get({ key: 'a' }), { kind: 'absent' }, 'the key after it')
      const old = await put(context, 'a', 'first')
      const actual = await put(context, 'a', 'second')
      for (const expected of ['absent', old, actual + 1, Number.MAX_SAFE_INTEGER] as const)
        same(
          await store.put({ ...putOf(context, 'a'), value: 'lost', expected }),
          { kind: 'conflict', actual },
          `expecting ${expected} of a key at ${actual}`,
        )
      same((await valueOf(store, 'a')).value, 'second', 'the value after conflicts')
      const gone = await removed(context, 'a')
      for (const expected of [old, actual, gone])
        same(await store.put({ ...putOf(context, 'a'), expected }), ABSENT, `expecting ${expected} of a removed key`)
    },
  },
  {
    name: 'of_a_key_leaves_others_alone',
    says: 'A write of one key changes nothing of another, also if its id or its revision is that of the other.',
    run: async (context: KeyValueContext) => {
      const { store } = context
      const one = { ...putOf(context, 'a'), value: 'a' }
      const revision = await stored(store, one)
      same(
        await store.put({ ...putOf(context, 'b'), expected: revision }),
        ABSENT,
        'expecting the revision of another key',
      )
      await stored(store, { ...one, key: 'b', value: 'b', expected: 'absent' })
      await removed(context, 'b')
      same((await valueOf(store, 'a')).revision, revision, 'the key that was left alone')
    },
  },
  {
    name: 'removes_what_is_as_expected',
    says: 'A removal takes the value that it expects, finds an absent key absent, and is a conflict with another value.',
    run: async (context: KeyValueContext) => {
      const { store } = context
      const absent = { kind: 'absent' }
      for (const expected of ['any', 1] as const)
        same(await store.remove(removalOf(context, 'a', expected)), absent, `a removal of ${expected} that never was`)
      const old = await put(context, 'a', 'first')
      const actual = await put(context, 'a', 'second')
      for (const expected of [old, actual + 1])
        same(
          await store.remove(removalOf(context, 'a', expected)),
          { kind: 'conflict', actual },
          `a removal of ${expected} of a key at ${actual}`,
        )
      gives(await store.remove(removalOf(context, 'a', actual)), 'removed', 'a removal of the value that is there')
      same(await actualOf(store, 'a'), 'absent', 'the key after its removal')
      for (const expected of ['any', actual] as const)
        same(await store.remove(removalOf(context, 'a', expected)), absent, `another removal of ${expected}`)
    },
  },
  {
    name: 'after_a_life_is_over',
    says: 'A key whose value is over is absent to a put and to a removal.',
    needs: { expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      const { store } = context
      const [a, b] = [await putShort(context, 'a'), await putShort(context, 'b')]
      await untilAbsent(context, 'b')
      same(await store.put({ ...putOf(context, 'a'), expected: a }), ABSENT, 'expecting a value that is over')
      same(await store.remove(removalOf(context, 'b', b)), { kind: 'absent' }, 'a removal of a value that is over')
      await stored(store, { ...putOf(context, 'a'), expected: 'absent' })
    },
  },
])

const ABSENT = { kind: 'conflict', actual: 'absent' }
