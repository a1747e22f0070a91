import type { EventStore } from '../../../../event/store.ts'
import type { Bench } from '../../../context.ts'
import { casesOf } from '../../../case.ts'
import { gives, holds, same } from '../../../expect.ts'
import { soon } from '../../given/collect.ts'
import { ALL, event, events, fill, ids, logOf, mostEvents, streamOf, wholeOf } from '../../given/events.ts'
import {
  badAppends,
  badEvents,
  badListings,
  badReadAlls,
  badReads,
  badSubscriptions,
  type Misfit,
  notJson,
} from '../../given/invalid-fields.ts'

const refused = (
  name: string,
  says: string,
  operation: 'append' | 'read' | 'read_all' | 'streams',
  misfits: readonly Misfit[],
) => ({
  name,
  says: `${says} is refused as invalid: its place is named, and nothing reaches the technology.`,
  needs: {},
  lacks: {},
  run: async (bench: Bench): Promise<void> => {
    for (const [what, make, names] of misfits) {
      const fields = make(bench.id)
      isInvalid(bench, what, fields, names, await untyped(bench.store)[operation](fields))
    }
    await worksOn(bench)
  },
})

/** The cases of the law `refusal`. */
export const refusal = casesOf('refusal', [
  refused('append_that_does_not_fit', 'An append whose fields are missing, unknown or wrong', 'append', badAppends),
  refused('event_that_does_not_fit', 'An append of an event that is not as it must be', 'append', badEvents),
  refused('data_that_is_not_json', 'An append of data that is not JSON', 'append', notJson),
  refused('read_that_does_not_fit', 'A read whose fields are missing, unknown or wrong', 'read', badReads),
  refused('read_all_that_does_not_fit', 'A read of the log whose fields are wrong', 'read_all', badReadAlls),
  refused('listing_that_does_not_fit', 'A listing whose fields are missing, unknown or wrong', 'streams', badListings),
  {
    name: 'subscription_that_does_not_fit',
    says: 'A subscription whose fields are wrong gives one item, invalid, and ends; nothing reaches the technology.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      for (const [what, make, names] of badSubscriptions) {
        const fields = make(bench.id)
        const items = untyped(bench.store).subscribe(fields)
        const { value } = await soon(bench, 'a subscription that does not fit is refused', items.next())
        isInvalid(bench, what, fields, names, value)
        await isOver(bench, items)
      }
      await worksOn(bench)
    },
  },
  {
    name: 'no_fields_at_all',
    says: 'Nothing, null or a number instead of fields is refused as invalid by every operation.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      const store = untyped(bench.store)
      for (const fields of [undefined, null, 7, 'append']) {
        for (const operation of ['append', 'read', 'read_all', 'streams'] as const) {
          const outcome = await store[operation](fields)
          same([Object(outcome).failure, Object(outcome).effect], ['invalid', 'none'], `${operation} of ${fields}`)
        }
        const items = store.subscribe(fields)
        const { value } = await soon(bench, 'a subscription that does not fit is refused', items.next())
        same(Object(value).failure, 'invalid', `subscribe of ${fields}`)
        await isOver(bench, items)
      }
      await worksOn(bench)
    },
  },
  {
    name: 'too_many_events',
    says: 'An append of as many events as are granted is stored, and one more is too_large before any attempt.',
    needs: { atomicity: 'stream' },
    lacks: {},
    run: async (bench: Bench) => {
      const most = mostEvents(bench)
      const fits = events(bench, most)
      gives(await bench.store.append(appendOf(fits)), 'appended', `an append of ${most} events`)
      same(ids(await streamOf(bench.store, 'a-1')), ids(fits), 'what was stored')
      const fields = appendOf(events(bench, most + 1))
      const { failure, effect, says } = gives(await bench.store.append(fields), 'failed', 'one event too many')
      same([failure, effect, bench.attempts(fields)], ['too_large', 'none', 0], 'an append of one event too many')
      holds(says.includes('max_events_per_append'), `it must name the limit: ${says}`)
      same((await streamOf(bench.store, 'a-1')).length, most, 'the events after it')
    },
  },
  {
    name: 'batch_where_none_is_granted',
    says: 'An append of two events is unsupported, before any attempt, where only single events are stored whole.',
    needs: {},
    lacks: { atomicity: 'stream' },
    run: async (bench: Bench) => {
      const fields = appendOf(events(bench, 2))
      const { failure, effect } = gives(await bench.store.append(fields), 'failed', 'an append of two events')
      same([failure, effect, bench.attempts(fields)], ['unsupported', 'none', 0], 'an append of two events')
      await worksOn(bench)
    },
  },
  {
    name: 'one_bad_event_of_a_batch',
    says: 'Nothing is stored of a batch of which one event does not fit.',
    needs: { atomicity: 'stream' },
    lacks: {},
    run: async (bench: Bench) => {
      const [first, last] = [event(bench), event(bench)]
      const fields = appendOf([first, { ...event(bench), type: '' }, last])
      isInvalid(bench, 'an event without a type', fields, 'events[1].type ', await bench.store.append(fields))
      await worksOn(bench)
      gives(await bench.store.append(appendOf([first, last])), 'appended', 'an append of the others, with their ids')
    },
  },
  {
    name: 'signal_that_has_fired',
    says: 'A call whose signal had fired is cancelled, none, before any attempt.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      const stop = new AbortController()
      stop.abort()
      const call = { signal: stop.signal, deadlineMs: null }
      for (const [operation, fields] of wellMade(bench)) {
        const outcome = await untyped(bench.store)[operation](fields, call)
        same([Object(outcome).failure, Object(outcome).effect], ['cancelled', 'none'], `${operation} called off before`)
        same(bench.attempts(fields), 0, `attempts of ${operation} called off before`)
      }
      await worksOn(bench)
    },
  },
  {
    name: 'call_that_does_not_fit',
    says: 'A signal that is none, or a deadline that is no time, is refused as invalid before any attempt.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      for (const [call, names] of CALLS) {
        for (const [operation, fields] of wellMade(bench)) {
          const outcome = await untyped(bench.store)[operation](fields, call)
          isInvalid(bench, `the call ${String(Object(call).deadlineMs)}`, fields, names, outcome)
        }
        const following = { after: 'start', filter: ALL }
        const items = untyped(bench.store).subscribe(following, call)
        const { value } = await soon(bench, 'a subscription that does not fit is refused', items.next())
        isInvalid(bench, 'the call of a subscription', following, names, value)
        await isOver(bench, items)
      }
      await worksOn(bench)
    },
  },
])

const CALLS: readonly (readonly [call: unknown, names: string])[] = [
  [{ signal: null, deadlineMs: -1 }, 'deadlineMs'],
  [{ signal: null, deadlineMs: Infinity }, 'deadlineMs'],
  [{ signal: null, deadlineMs: '10' }, 'deadlineMs'],
  [{ signal: null }, 'deadlineMs'],
  [{ signal: {}, deadlineMs: null }, 'signal'],
  [{ deadlineMs: null }, 'signal'],
  [null, 'call'],
  [7, 'call'],
]

type Operation = 'append' | 'read' | 'read_all' | 'streams'

/** A store as code without types sees it. */
type Untyped = { [Name in Operation]: (fields: unknown, call?: unknown) => Promise<unknown> } & {
  subscribe(fields: unknown, call?: unknown): AsyncIterator<unknown, undefined>
}

// What a caller without types does is what is tried here.
const untyped = (store: EventStore): Untyped => store as Untyped

const appendOf = (made: Parameters<EventStore['append']>[0]['events']) =>
  ({ stream: 'a-1', expectedRevision: 'any', events: made }) as const

/** One good call of each operation that gives one answer. */
const wellMade = (bench: Bench): readonly (readonly [Operation, object])[] => [
  ['append', appendOf([event(bench)])],
  ['read', { ...wholeOf('a-1') }],
  ['read_all', { after: 'start', filter: ALL, limit: 10 }],
  ['streams', { prefix: '', after: null, limit: 10 }],
]

/** Claims that a call was refused as invalid, that its sentence names the place in our words, and that there was no attempt. */
const isInvalid = (bench: Bench, what: string, fields: object, names: string, outcome: unknown): void => {
  const { failure, effect, says } = Object(outcome)
  same([failure, effect], ['invalid', 'none'], what)
  holds(String(says).includes(names), `${what}: the sentence must name ${names}: ${says}`)
  same(bench.attempts(fields), 0, `attempts of ${what}`)
}

const isOver = async (bench: Bench, items: AsyncIterator<unknown, undefined>): Promise<void> => {
  const { done } = await soon(bench, 'a subscription ends behind its failure', items.next())
  same(done, true, 'that a subscription has ended behind its failure')
}

/** Claims that nothing was stored so far, and that the store appends and reads. */
const worksOn = async (bench: Bench): Promise<void> => {
  same(await logOf(bench.store), [], 'what was stored of what was refused')
  const made = await fill(bench, 'works-1', 1)
  same(ids(await logOf(bench.store)), ids(made), 'the log after one append')
}
