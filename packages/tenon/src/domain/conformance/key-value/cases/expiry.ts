import type { Put } from '../../../key-value/intent.ts'
import type { KeyValue } from '../../../key-value/store.ts'
import { gives, holds, same } from '../../expect.ts'
import { type KeyValueContext, keyValueCases } from '../case.ts'
import { actualOf, keysOf, put, putOf, putShort, stored, untilAbsent } from '../given/entries.ts'

/** The cases of the law `expiry`. */
export const expiry = keyValueCases('expiry', [
  {
    name: 'neither_early_nor_late',
    says: 'A value that lives for a second is there for a second, and a call that begins later finds it absent.',
    needs: { expiry: 'kept', reads: 'latest' },
    run: async (context: KeyValueContext) => {
      const before = context.now()
      await putShort(context, 'a')
      const after = context.now()
      await context.until('a is absent', async () => {
        const begun = context.now()
        const actual = await actualOf(context.store, 'a')
        if (actual === 'absent') {
          const ms = Math.ceil(context.now() - before)
          holds(ms >= SECOND - CLOCKS, `a value was absent at most ${ms} ms after its put, and lives for a second`)
          return true
        }
        const late = Math.floor(begun - after)
        holds(late <= SECOND + CLOCKS, `a value was there ${late} ms after its put, and lives for a second`)
        return false
      })
    },
  },
  {
    name: 'stays_gone',
    says: 'A value that is over does not come back, nor does the lasting value that it was put over, also when the store is opened again.',
    needs: { expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      await put(context, 'a', 'lasting')
      await putShort(context, 'a')
      await putShort(context, 'b')
      await untilAbsent(context, 'a')
      await untilAbsent(context, 'b')
      await areGone(context.store)
      await areGone(await context.reopen())
    },
  },
  {
    name: 'put_again_lives_on',
    says: 'A value that is put again in time begins a new life, and one that is put again without a lifetime has no end.',
    needs: { expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      const { store } = context
      const short = await putShort(context, 'a')
      const [b, c] = [await putShort(context, 'b'), await putShort(context, 'c')]
      await stored(store, { ...putOf(context, 'b'), expected: b, lifetimeSeconds: 3_600 })
      await stored(store, { ...putOf(context, 'c'), expected: c })
      await untilAbsent(context, 'a')
      for (const key of ['b', 'c'])
        holds((await actualOf(store, key)) !== 'absent', `${key} was put again, and is over`)
      same(await store.put({ ...putOf(context, 'a'), expected: short }), GONE, 'a put at a life that is over')
    },
  },
  {
    name: 'renewed_a_hundred_times',
    says: 'A lease that is renewed a hundred times at its revision is still held: a put that expects it to be absent gets a conflict.',
    needs: { expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      const { store } = context
      let held = await stored(store, { ...putOf(context, 'lease'), expected: 'absent', lifetimeSeconds: 60 })
      for (let renewals = 0; renewals < 100; renewals += 1)
        held = await stored(store, { ...putOf(context, 'lease'), expected: held, lifetimeSeconds: 60 })
      const contender: Put = { ...putOf(context, 'lease'), expected: 'absent', lifetimeSeconds: 60 }
      same(await store.put(contender), { kind: 'conflict', actual: held }, 'a contender for a lease that is held')
    },
  },
  {
    name: 'outlives_its_process',
    says: 'A lifetime goes on while no store is open: what is over by then is absent, and what is not is there.',
    needs: { expiry: 'kept', durability: 'process_crash' },
    run: async (context: KeyValueContext) => {
      await putShort(context, 'a')
      await stored(context.store, { ...putOf(context, 'b'), lifetimeSeconds: 3_600 })
      const end = context.now() + SECOND + CLOCKS
      await context.close()
      await context.until('a second is over', () => Promise.resolve(context.now() > end))
      const store = await context.reopen()
      await context.until('a is absent', async () => (await actualOf(store, 'a')) === 'absent')
      gives(await store.get({ key: 'b' }), 'value', 'a get of a value whose life goes on')
    },
  },
])

const SECOND = 1_000

/** The milliseconds by which the clocks of the store and of the case may differ while they measure a second. */
const CLOCKS = 50

const GONE = { kind: 'conflict', actual: 'absent' }

const areGone = async (store: KeyValue): Promise<void> => {
  for (const key of ['a', 'b']) same(await actualOf(store, key), 'absent', `${key}, whose value is over`)
  same(await keysOf(store, '', 10), [], 'the keys whose values are over')
}
