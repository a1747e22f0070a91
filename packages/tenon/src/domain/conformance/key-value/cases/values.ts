import type { Json } from '../../../data/json.ts'
import { equal, gives, holds, same } from '../../expect.ts'
import { samples } from '../../given/samples.ts'
import { type KeyValueContext, keyValueCases } from '../case.ts'
import { actualOf, put, putOf, stored, valueOf } from '../given/entries.ts'
import { untilCaughtUp, watchAll } from '../given/items.ts'

/** The cases of the law `values`. */
export const values = keyValueCases('values', [
  {
    name: 'come_back_equal',
    says: 'JSON of every kind comes back equal, by a get and by a watch.',
    run: async (context: KeyValueContext) => {
      const keys = samples.map((_, i) => `key-${i}`)
      for (const [i, sample] of samples.entries()) await put(context, `key-${i}`, sample)
      const items = watchAll(context, 'start')
      const { changes } = await untilCaughtUp(context, items)
      await items.return?.()
      for (const [i, key] of keys.entries()) {
        same((await valueOf(context.store, key)).value, samples[i], 'a value by a get')
        const change = changes.find((each) => each.key === key)
        same(change?.kind === 'value' ? change.value : change, samples[i], 'a value by a watch')
      }
    },
  },
  {
    name: 'proto_is_a_key_like_any_other',
    says: '`__proto__` is a key of an object like any other, at every depth.',
    run: async (context: KeyValueContext) => {
      const json = '{"__proto__":{"polluted":true},"in":{"__proto__":null,"a":[{"__proto__":1}]}}'
      await put(context, 'a', JSON.parse(json) as Json)
      same((await valueOf(context.store, 'a')).value, JSON.parse(json), 'a value with the key __proto__')
      same(Reflect.get({}, 'polluted'), undefined, 'what any object inherits')
    },
  },
  ...Object.entries({ '1': 'x', '2': 'é', '3': '€', '4': '😀' }).map(([bytes, letter]) => ({
    name: `may_be_as_large_as_the_limit_in_letters_of_${bytes}`,
    says: `A value of exactly max_value_bytes is stored, and one byte more is too_large, in letters of ${bytes} bytes.`,
    run: async (context: KeyValueContext) => {
      const most = Math.min(context.limits.max_value_bytes, LARGEST) - QUOTES
      const many = Math.floor(most / Number(bytes))
      const fits = 'x'.repeat(most - many * Number(bytes)) + letter.repeat(many)
      await put(context, 'a', fits)
      holds(equal((await valueOf(context.store, 'a')).value, fits), `a value of ${most} bytes did not come back equal`)
      if (most + QUOTES < context.limits.max_value_bytes) return
      const before = await actualOf(context.store, 'a')
      const fields = { ...putOf(context, 'a'), value: `x${fits}` }
      const { failure, effect } = gives(await context.store.put(fields), 'failed', 'a value one byte above the limit')
      same([failure, effect, context.attempts(fields)], ['too_large', 'none', 0], 'a value one byte above the limit')
      same(await actualOf(context.store, 'a'), before, 'what the key has after it')
    },
  })),
  {
    name: 'are_taken_when_put_is_called',
    says: 'Changes that a caller makes to a put after the call are not stored.',
    run: async (context: KeyValueContext) => {
      const value = { lines: [{ at: 1 }] }
      const fields = { ...putOf(context, 'a'), value }
      const answer = stored(context.store, fields)
      value.lines.push({ at: 2 })
      fields.key = 'b'
      await answer
      same((await valueOf(context.store, 'a')).value, { lines: [{ at: 1 }] }, 'what was stored')
      same(await actualOf(context.store, 'b'), 'absent', 'the key that the caller wrote later')
    },
  },
  {
    name: 'are_fresh_for_each_reader',
    says: 'Changes that one reader makes to a value are not seen by other readers.',
    run: async (context: KeyValueContext) => {
      await put(context, 'a', { list: [1] })
      const { value } = await valueOf(context.store, 'a')
      Reflect.set(Object(value), 'list', 'spoilt')
      same((await valueOf(context.store, 'a')).value, { list: [1] }, 'what another reader sees')
    },
  },
])

/** The bytes beside a text: its two quotes. */
const QUOTES = 2

/** A larger value is not tried, so that a case does not take long. */
const LARGEST = 8_000_000
