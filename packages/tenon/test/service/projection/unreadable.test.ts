import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { projection, type Projection } from 'tenon'
import type { ProjectionEnd } from 'tenon/run'
import { event, fill, gives, ids, nth, openStore, type Setting, settings } from '../semantics/stores.ts'
import { KeptModel } from './kept.ts'
import { endOf, type Happenings, projectionOf } from './runs.ts'

const bad = {
  unreadable: { event: () => event({ n: 'seven' }), says: /version 1 of its data .*\bn\b.*is at position 6/ },
  unknownType: {
    event: () => event({ n: 1 }, 'Unheard'),
    says: /its type is not declared.* Happened, Ended.*is at position 6/,
  },
} as const

/**
 * The law `unreadable_is_told`: a run that states `stop` takes what is before an event that it cannot read, says where
 * that is, and goes no further. Returns why it is broken.
 */
const unreadableIsTold = async (
  t: TestContext,
  setting: Setting,
  field: keyof typeof bad,
  run: (declared: Projection<typeof Happenings>) => Projection<typeof Happenings>,
): Promise<string | undefined> => {
  const { store } = await openStore(t, setting)
  const before = await fill(store, 'a', 5)
  gives(await store.append({ stream: 'a', expectedRevision: 'any', events: [bad[field].event()] }), 'appended')
  await fill(store, 'a', 5)
  const model = new KeptModel(run(projectionOf({ [field]: 'stop' })))
  for (const times of ['first', 'second']) {
    const { end } = await endOf(store, model)
    const told = tellsOf(end, bad[field].says)
    if (told !== undefined) return `${times}: ${told}`
    assert.deepEqual(model.ids(), ids(before))
  }
  return undefined
}

const tellsOf = ({ why, says }: ProjectionEnd, place: RegExp): string | undefined => {
  if (why !== 'unreadable') return `it ended as ${why}`
  return place.test(says) ? undefined : `it said ${says}`
}

describe('The law `unreadable_is_told`', () => {
  for (const setting of settings)
    for (const field of ['unreadable', 'unknownType'] as const) {
      test(`is kept on ${setting.name} with ${field}: 'stop'`, async (t) => {
        assert.equal(await unreadableIsTold(t, setting, field, (declared) => declared), undefined)
      })

      test(`is broken on ${setting.name} by a run that passes such events over, whatever ${field} states`, async (t) => {
        const passing = (declared: Projection<typeof Happenings>) => projection({ ...declared, [field]: 'pass' })
        assert.equal(await unreadableIsTold(t, setting, field, passing), 'first: it ended as caught_up')
      })

      test(`is passed over and counted on ${setting.name} with ${field}: 'pass'`, async (t) => {
        const { store } = await openStore(t, setting)
        const model = new KeptModel(projectionOf({ [field]: 'pass' }))
        const readable: string[] = []
        for (let i = 0; i < 3; i += 1) {
          readable.push(...ids(await fill(store, 'a', 2)))
          gives(await store.append({ stream: 'a', expectedRevision: 'any', events: [bad[field].event()] }), 'appended')
          const { checkpoint } = await endOf(store, model)
          assert.deepEqual(checkpoint.passed, { unreadable: 0, unknownType: 0, [field]: i + 1 })
        }
        assert.deepEqual(model.ids(), readable)
      })
    }

  test('is about what passes the filter only', async (t) => {
    const { store } = await openStore(t, nth(settings, 0))
    gives(await store.append({ stream: 'b', expectedRevision: 'any', events: [bad.unreadable.event()] }), 'appended')
    const made = await fill(store, 'a', 2)
    const model = new KeptModel(projectionOf({ filter: { streams: { prefix: 'a' }, types: 'all' } }))
    assert.equal((await endOf(store, model)).end.why, 'caught_up')
    assert.deepEqual(model.ids(), ids(made))
  })
})
