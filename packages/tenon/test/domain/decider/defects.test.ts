import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Decider, decider, type DeciderParts, eventTypes, handle, type Handling } from 'tenon'
import { z } from 'zod'
import { event, gives, openStore, settings } from '../../service/semantics/stores.ts'
import { handling, order, type Order, OrderEvents, pay, place, STREAM, stored } from './order.ts'

const memory = settings.slice(0, 1)

const deciding = (decide: () => unknown): Decider<Order> => ({ ...order, decide: decide as never })

const evolving = (evolve: () => unknown): Decider<Order> => ({ ...order, evolve: evolve as never })

const thrower = (): never => {
  throw new Error('no stock')
}

const speaker = (): never => {
  throw new Error('There is no stock.')
}

for (const setting of memory)
  suite('handle returns a defect, and stores nothing,', () => {
    const decisions: readonly (readonly [string, () => unknown, string])[] = [
      ['nothing', () => undefined, 'returned neither events nor rejected'],
      ['null', () => null, 'returned neither events nor rejected'],
      ['a text', () => 'Placed', 'returned neither events nor rejected'],
      ['a list of events', () => [{ type: 'Paid', data: { cents: 1 } }], 'returned neither events nor rejected'],
      ['both', () => ({ events: [], rejected: 'x' }), 'returned both events and rejected'],
      ['events that are none', () => ({ events: { type: 'Paid' } }), 'returned events that are not a list'],
      ['a promise', () => Promise.resolve({ events: [] }), 'returned a promise, but must answer at once'],
      [
        'a promise that rejects',
        () => Promise.reject(new Error('late')),
        'returned a promise, but must answer at once',
      ],
      ['an event that is null', () => ({ events: [null] }), 'returned events[0], which has no type'],
      [
        'an event of an unknown type',
        () => ({ events: [{ type: 'Lost', data: 1 }] }),
        'returned events[0], which cannot be stored: Lost is not a declared type. Declared are Placed, Paid, Noted',
      ],
      [
        'a second event that does not fit',
        () => ({
          events: [
            { type: 'Paid', data: { cents: 1 } },
            { type: 'Paid', data: { cents: 'one' } },
          ],
        }),
        'returned events[1], which cannot be stored: The data of Paid does not fit: cents',
      ],
    ]
    for (const [what, decision, says] of decisions)
      test(`if decide returns ${what}`, async (t) => {
        const { store } = await openStore(t, setting)
        const outcome = gives(await handle(store, deciding(decision), handling(pay)), 'defect')
        assert.deepEqual([outcome.stream, outcome.revision], [STREAM, 'no_stream'])
        assert.ok(outcome.says.startsWith(`At the start of order-1, decide of order ${says}`), outcome.says)
        gives(await store.read({ stream: STREAM, from: 'start', direction: 'forward', limit: 1 }), 'no_stream')
      })

    test('and says it with one full stop, although what was thrown ends with one', async (t) => {
      const { store } = await openStore(t, setting)
      const decided = gives(await handle(store, deciding(speaker), handling(pay)), 'defect')
      assert.equal(decided.says, 'At the start of order-1, decide of order threw: There is no stock.')
      gives(await handle(store, order, handling(place)), 'decided')
      const evolved = gives(await handle(store, evolving(speaker), handling(pay)), 'defect')
      assert.equal(evolved.says, 'At revision 0 of order-1, evolve of order, given Placed, threw: There is no stock.')
    })

    test('if decide throws, whatever it throws', async (t) => {
      const { store } = await openStore(t, setting)
      gives(await handle(store, order, handling(place)), 'decided')
      const outcome = gives(await handle(store, { ...order, decide: thrower }, handling(pay)), 'defect')
      assert.deepEqual(outcome, {
        kind: 'defect',
        stream: STREAM,
        revision: 0,
        says: 'At revision 0 of order-1, decide of order threw: no stock.',
      })
      const odd = {
        ...order,
        decide: () => {
          throw Object.create(null)
        },
      }
      gives(await handle(store, odd, handling(pay)), 'defect')
      const getter = {
        get events(): never {
          throw new Error('lazy')
        },
      }
      gives(
        await handle(
          store,
          deciding(() => getter),
          handling(pay),
        ),
        'defect',
      )
    })

    for (const [what, evolve, says] of [
      ['throws', thrower, 'threw: no stock'],
      ['returns a promise', () => Promise.reject(new Error('late')), 'returned a promise, but must answer at once'],
      ['returns undefined', () => undefined, 'returned undefined instead of a state'],
    ] as const)
      test(`if evolve ${what}`, async (t) => {
        const { store } = await openStore(t, setting)
        const first = handling(place)
        gives(await handle(store, order, first), 'decided')
        const outcome = gives(await handle(store, evolving(evolve), handling(pay)), 'defect')
        assert.deepEqual(outcome, {
          kind: 'defect',
          stream: STREAM,
          revision: 0,
          says: `At revision 0 of order-1, evolve of order, given Placed, ${says}.`,
        })
        gives(await handle(store, evolving(evolve), first), 'repeated')
      })

    test('if evolve changes the initial state, which would change it for every stream', async (t) => {
      const { store } = await openStore(t, setting)
      gives(await handle(store, order, handling(place)), 'decided')
      const careless = { ...order, evolve: (state: Order['state']) => Object.assign(state, { paid: true }) }
      const { says } = gives(await handle(store, careless, handling(pay)), 'defect')
      assert.match(says, /read only property/)
      assert.equal(order.initialState.paid, false)
    })

    test('if an event would be stored in a form that cannot be read again', async (t) => {
      const Dated = eventTypes({
        Done: { version: 1, data: z.object({ at: z.union([z.date(), z.undefined()]) }), from: {} },
      })
      interface Task extends DeciderParts {
        readonly events: typeof Dated
        readonly state: null
        readonly command: Date | undefined
        readonly rejection: never
      }
      const task = decider<Task>({
        name: 'task',
        version: 1,
        events: Dated,
        initialState: null,
        decide: (at) => ({ events: [{ type: 'Done', data: { at } }] }),
        evolve: () => null,
      })
      const { store } = await openStore(t, setting)
      const asked: Omit<Handling<Task>, 'command'> = handling(place)
      assert.equal(
        gives(await handle(store, task, { ...asked, command: new Date(0) }), 'defect').says,
        'At the start of order-1, decide of task returned events[0], which cannot be stored: The data of Done is not JSON: at is an instance of Date, not a plain object: turn it into JSON first.',
      )
      gives(await handle(store, task, { ...asked, command: undefined }), 'defect')
    })
  })

suite('handle fails with invalid before it reads,', () => {
  const wrong: readonly (readonly [string, Partial<Record<keyof Handling<Order>, unknown>>, RegExp])[] = [
    ['if the commandId is no name', { commandId: '' }, /^handle: commandId must be a name of 1 to 255 code points/],
    ['if the stream is no name', { stream: 7 }, /^handle: stream must be a name, not 7\.$/],
    ['if attempts is 0', { attempts: 0 }, /^handle: attempts must be a whole number of at least 1/],
    ['if attempts is not whole', { attempts: 1.5 }, /^handle: attempts must be a whole number of at least 1/],
    ['if the metadata is a list', { metadata: [] }, /^handle: metadata must be a JSON object/],
    ['if the metadata is not JSON', { metadata: { at: 1n } }, /^handle: metadata\.at is a bigint/],
    ['if the metadata has a schema', { metadata: { schema: 1 } }, /^handle: metadata must not have the key schema/],
    ['if there is a field that it does not know', { retries: 3 } as object, /^handle: has an unknown field "retries"/],
  ]
  for (const [what, stated, says] of wrong)
    test(what, async (t) => {
      for (const setting of memory) {
        const { store, executor } = await openStore(t, setting)
        const outcome = gives(await handle(store, order, { ...handling(place), ...stated } as never), 'failed')
        assert.deepEqual([outcome.failure, outcome.effect, outcome.operation], ['invalid', 'none', 'append'])
        assert.match(outcome.says, says)
        assert.deepEqual(executor.calls, [])
      }
    })

  test('if it is given nothing, or something that throws', async (t) => {
    for (const setting of memory) {
      const { store } = await openStore(t, setting)
      for (const given of [
        undefined,
        null,
        1,
        {
          get stream(): never {
            return thrower()
          },
        },
      ])
        assert.equal(gives(await handle(store, order, given as never), 'failed').failure, 'invalid')
    }
  })
})

suite('handle fails as the store does', () => {
  test('if its signal has fired', async (t) => {
    for (const setting of memory) {
      const { store } = await openStore(t, setting)
      const call = { signal: AbortSignal.abort(), deadlineMs: null }
      assert.equal(gives(await handle(store, order, handling(place), call), 'failed').failure, 'cancelled')
    }
  })

  test('if the store has removed the beginning of the stream', async (t) => {
    for (const setting of memory) {
      const { store } = await openStore(t, setting)
      const bounded = { ...store, read: () => Promise.resolve({ kind: 'truncated', first: 3 } as const) }
      const { failure, effect, says } = gives(await handle(bounded, order, handling(place)), 'failed')
      assert.deepEqual([failure, effect], ['unsupported', 'none'])
      assert.match(says, /no longer has the events of order-1 before revision 3/)
    }
  })

  test('if another stream has an event with the id of this command', async (t) => {
    for (const setting of memory) {
      const { store } = await openStore(t, setting)
      const command = handling(place)
      const { events } = gives(await handle(store, order, command), 'decided')
      const { store: other } = await openStore(t, setting)
      const copied = { ...event(), id: events[0]?.id ?? '' }
      gives(await other.append({ stream: 'copy', expectedRevision: 'any', events: [copied] }), 'appended')
      const { failure, effect, says } = gives(await handle(other, order, command), 'failed')
      assert.deepEqual([failure, effect], ['invalid', 'none'])
      assert.match(says, /the store has the event .* of this command, and it is not in order-1\./)
      assert.deepEqual((await stored(store)).length, 1)
    }
  })
})

test('An event of an older version is folded in the form of the newest', async (t) => {
  for (const setting of settings) {
    const { store } = await openStore(t, setting)
    const old = { ...event({ lines: ['salt'] }), type: 'Placed' }
    gives(await store.append({ stream: STREAM, expectedRevision: 'any', events: [old] }), 'appended')
    const seen: unknown[] = []
    const watching: Decider<Order> = {
      ...order,
      evolve: (state, given) => (seen.push(given), order.evolve(state, given)),
    }
    gives(await handle(store, watching, handling(pay)), 'decided')
    assert.deepEqual(seen, [{ type: 'Placed', data: { lines: ['salt'], note: '' } }])
    assert.deepEqual(OrderEvents.names, ['Placed', 'Paid', 'Noted'])
  }
})
