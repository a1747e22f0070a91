import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { event, fill, gives, openStore, settings } from './stores.ts'
import { untyped } from './untyped.ts'

/** Returns a list of this length that counts how many of its items are read. */
const counted = (length: number, item: unknown): { readonly list: unknown[]; readonly looks: () => number } => {
  let looks = 0
  const list = new Proxy(Object.assign([], { length }), {
    get: (target, name) => {
      if (typeof name !== 'string' || !/^\d+$/.test(name)) return Reflect.get(target, name)
      looks += 1
      return item
    },
  })
  return { list, looks: () => looks }
}

const read = (types: unknown): object => ({ after: 'start', filter: { streams: 'all', types }, limit: 10 })

const appending = (events: unknown): object => ({ stream: 'a-1', expectedRevision: 'any', events })

for (const setting of settings)
  describe(`An enormous list handed to ${setting.name}`, () => {
    test('is refused by its length, and none of its events is looked at', async (t) => {
      const { store, executor } = await openStore(t, setting)
      for (const item of [0, undefined, event()]) {
        const { list, looks } = counted(2_000_000, item)
        const outcome = await untyped(store).append(appending(list))
        assert.partialDeepStrictEqual(outcome, { failure: 'too_large', effect: 'none' })
        assert.equal(looks(), 0)
      }
      assert.deepEqual(executor.calls, [])
    })

    test('of types is refused by its length, and none of them is looked at', async (t) => {
      const { store, executor } = await openStore(t, setting)
      for (const item of [0, 'Placed']) {
        const { list, looks } = counted(2_000_000, item)
        const outcome = await untyped(store).read_all(read(list))
        assert.partialDeepStrictEqual(outcome, { failure: 'invalid' })
        assert.match('says' in outcome ? outcome.says : '', /filter\.types must be .* at most 1000/)
        const { after, filter } = Object(read(list))
        const item0 = (await untyped(store).subscribe({ after, filter }).next()).value
        assert.partialDeepStrictEqual(item0, { failure: 'invalid' })
        assert.equal(looks(), 0)
      }
      assert.deepEqual(executor.calls, [])
    })

    test('is searched for no more than ten faults', async (t) => {
      const { store } = await openStore(t, setting)
      for (const [outcome, looks] of [
        await tried((list) => untyped(store).append(appending(list))),
        await tried((list) => untyped(store).read_all(read(list))),
      ] as const) {
        assert.partialDeepStrictEqual(outcome, { failure: 'invalid' })
        assert.match('says' in outcome ? outcome.says : '', /\(and at least 9 more\)/)
        // The fast path reads one event before the schema does.
        assert.ok(looks <= 11, `${looks} items were looked at`)
      }
    })

    test('leaves the store as it was: the next append and a filter of a thousand types work', async (t) => {
      const { store } = await openStore(t, setting)
      await untyped(store).append(appending(counted(500_000, 0).list))
      await fill(store, 'a-1', 3, 'Wanted')
      const types = ['Wanted', ...Array.from({ length: 999 }, (_, n) => `T${n}`)]
      const page = gives(await store.read_all({ after: 'start', filter: { streams: 'all', types }, limit: 10 }), 'page')
      assert.equal(page.events.length, 3)
    })
  })

const tried = async <Outcome>(call: (list: unknown[]) => Promise<Outcome>): Promise<readonly [Outcome, number]> => {
  const { list, looks } = counted(1_000, 0)
  return [await call(list), looks()]
}

test('A refused call leaves what it was handed as it was: nothing of it is frozen', async (t) => {
  for (const setting of settings) {
    const { store } = await openStore(t, setting)
    const signal = AbortSignal.timeout(1)
    const whole = { streams: 'all', types: signal }
    const handed: object[] = [signal, whole, [], {}, { stream: 'a', events: [] }, () => undefined]
    const outcomes = [
      untyped(store).read_all({ after: 'start', filter: whole, limit: 10 }),
      ...handed
        .slice(2)
        .flatMap((fields) => [
          untyped(store).append(fields),
          untyped(store).read(fields),
          untyped(store).streams(fields),
          untyped(store).read_all(fields),
          untyped(store).append(appending([fields])),
        ]),
    ]
    for (const outcome of await Promise.all(outcomes)) assert.equal(outcome.kind, 'failed')
    for (const value of handed) assert.equal(Object.isFrozen(value), false)
  }
})
