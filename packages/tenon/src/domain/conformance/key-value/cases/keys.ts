import { byCodePoint } from '../../../data/names.ts'
import { gives, holds, same } from '../../expect.ts'
import { unfit, weirdNames } from '../../given/weird-names.ts'
import { type KeyValueContext, keyValueCases } from '../case.ts'
import { actualOf, keysOf, put, putOf, putShort, removed, untilAbsent, valueOf } from '../given/entries.ts'

/** The cases of the law `keys`. */
export const keys = keyValueCases('keys', [
  {
    name: 'each_once_in_code_point_order',
    says: 'Keys of every kind are kept as they are and listed once, in the order of their code points, whatever the size of the page.',
    run: async (context: KeyValueContext) => {
      const wanted = [...weirdNames].toSorted(byCodePoint)
      await Promise.all(weirdNames.map((key) => put(context, key, key)))
      for (const limit of [1, 7, 1_000]) {
        const found = (await keysOf(context.store, '', limit)).map(({ key }) => key)
        same(found, wanted, `the keys on pages of ${limit}`)
      }
      for (const key of weirdNames) same((await valueOf(context.store, key)).value, key, 'the value under a key')
    },
  },
  {
    name: 'by_prefix',
    says: 'A listing by prefix gives exactly the keys that begin with it, as text: nothing in it is a pattern.',
    run: async (context: KeyValueContext) => {
      await Promise.all(weirdNames.map((key) => put(context, key, null)))
      for (const prefix of ['a', 'a.', '*', '%', '_', '\\', 'É', '😀', '\u{10FFFF}', 'x'.repeat(255), 'nothing such'])
        same(
          (await keysOf(context.store, prefix, 5)).map(({ key }) => key),
          weirdNames.filter((key) => key.startsWith(prefix)).toSorted(byCodePoint),
          `the keys that begin with ${JSON.stringify(prefix.slice(0, 20))}`,
        )
    },
  },
  {
    name: 'begin_behind_after',
    says: 'A page begins after the key that is stated, whether that key has a value or not.',
    run: async (context: KeyValueContext) => {
      for (const key of ['a', 'b', 'd']) await put(context, key, null)
      for (const [after, wanted] of [
        ['a', ['b', 'd']],
        ['c', ['d']],
        ['d', []],
      ] as const) {
        const page = gives(await context.store.keys({ prefix: '', after, limit: 10 }), 'page', 'a listing')
        same([page.keys.map(({ key }) => key), page.next], [wanted, null], `the keys behind ${after}`)
      }
    },
  },
  {
    name: 'with_their_revisions',
    says: 'A key is listed with the revision of its value, and not at all once it is removed.',
    run: async (context: KeyValueContext) => {
      await put(context, 'a', 1)
      await put(context, 'b', 1)
      const revision = await put(context, 'a', 2)
      await removed(context, 'b')
      same(await keysOf(context.store, '', 10), [{ key: 'a', revision }], 'the keys that have a value')
    },
  },
  {
    name: 'without_those_whose_life_is_over',
    says: 'A key whose value is over is not listed.',
    needs: { expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      const revision = await put(context, 'a', null)
      await putShort(context, 'b')
      await untilAbsent(context, 'b')
      same(await keysOf(context.store, '', 10), [{ key: 'a', revision }], 'the keys that have a value')
    },
  },
  {
    name: 'that_look_alike_are_two',
    says: 'Keys that look or sort alike are different keys: another case, another composition, another alphabet.',
    run: async (context: KeyValueContext) => {
      for (const [one, other] of LOOK_ALIKES) {
        const revision = await put(context, one, null)
        same(await actualOf(context.store, other), 'absent', `${JSON.stringify(other)} beside its look-alike`)
        await put(context, other, null)
        same(await actualOf(context.store, one), revision, `${JSON.stringify(one)} after a put of its look-alike`)
      }
    },
  },
  {
    name: 'that_are_unfit_are_invalid',
    says: 'An empty text, 256 code points, control characters and lone surrogates are not keys.',
    run: async (context: KeyValueContext) => {
      for (const [what, key] of unfit) {
        const fields = putOf(context, key)
        const { failure, effect } = gives(await context.store.put(fields), 'failed', `a key with ${what}`)
        same([failure, effect, context.attempts(fields)], ['invalid', 'none', 0], `a put under a key with ${what}`)
      }
      holds((await keysOf(context.store, '', 10)).length === 0, 'a key that is invalid was stored')
    },
  },
])

const LOOK_ALIKES = [
  ['order-a', 'order-A'],
  ['caf\u00E9', 'cafe\u0301'],
  ['\u212B', '\u00C5'],
  ['p\u0430id', 'paid'],
  ['stra\u00DFe', 'strasse'],
  ['b', 'b '],
  ['d/e', 'd%2Fe'],
  ['f', 'f\u200D'],
] as const
