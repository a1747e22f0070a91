import type { EventStore } from '../../../../event/store.ts'
import { gives, holds, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { soon } from '../../../given/waiting.ts'
import { ALL, event, events, fill, ids, logOf, mostEvents, streamOf, wholeOf } from '../../given/events.ts'
import {
  badAppends,
  badEvents,
  badListings,
  badReadAlls,
  badReads,
  badSubscriptions,
  type InvalidFields,
  notJson,
} from '../../given/invalid-fields.ts'

const refused = (
  name: string,
  says: string,
  operation: 'append' | 'read' | 'read_all' | 'streams',
  misfits: readonly InvalidFields[],
) => ({
  name,
  says: `${says} is refused as invalid: the message names its place, and nothing reaches the technology.`,
  run: async (context: EventContext): Promise<void> => {
    for (const [what, make, names] of misfits) {
      const fields = make(context.id)
      isInvalid(context, what, fields, names, await untyped(context.store)[operation](fields))
    }
    await worksOn(context)
  },
})

/** The cases of the law `refusal`. */
export const refusal = eventCases('refusal', [
  refused('append_that_does_not_fit', 'An append whose fields are missing, unknown or wrong', 'append', badAppends),
  refused('event_that_does_not_fit', 'An append of an event that is not as it must be', 'append', badEvents),
  refused('data_that_is_not_json', 'An append of data that is not JSON', 'append', notJson),
  refused('read_that_does_not_fit', 'A read whose fields are missing, unknown or wrong', 'read', badReads),
  refused('read_all_that_does_not_fit', 'A read of the log whose fields are wrong', 'read_all', badReadAlls),
  refused('listing_that_does_not_fit', 'A listing whose fields are missing, unknown or wrong', 'streams', badListings),
  {
    name: 'subscription_that_does_not_fit',
    says: 'A subscription with wrong fields gives one item, `invalid`, and ends; nothing reaches the technology.',
    run: async (context: EventContext) => {
      for (const [what, make, names] of badSubscriptions) {
        const fields = make(context.id)
        const items = untyped(context.store).subscribe(fields)
        const { value } = await soon(context, 'a subscription that does not fit is refused', items.next())
        isInvalid(context, what, fields, names, value)
        await isOver(context, items)
      }
      await worksOn(context)
    },
  },
  {
    name: 'no_fields_at_all',
    says: 'Every operation refuses a call without fields, or with null or a number instead, as invalid.',
    run: async (context: EventContext) => {
      const store = untyped(context.store)
      for (const fields of [undefined, null, 7, 'append']) {
        for (const operation of ['append', 'read', 'read_all', 'streams'] as const) {
          const outcome = await store[operation](fields)
          same([Object(outcome).failure, Object(outcome).effect], ['invalid', 'none'], `${operation} of ${fields}`)
        }
        const items = store.subscribe(fields)
        const { value } = await soon(context, 'a subscription that does not fit is refused', items.next())
        same(Object(value).failure, 'invalid', `subscribe of ${fields}`)
        await isOver(context, items)
      }
      await worksOn(context)
    },
  },
  {
    name: 'too_many_events',
    says: 'An append of the granted number of events is stored, and one event more is too_large before any attempt.',
    needs: { atomicity: 'stream' },
    run: async (context: EventContext) => {
      const most = mostEvents(context)
      const fits = events(context, most)
      gives(await context.store.append(appendOf(fits)), 'appended', `an append of ${most} events`)
      same(ids(await streamOf(context.store, 'a-1')), ids(fits), 'what was stored')
      const fields = appendOf(events(context, most + 1))
      const { failure, effect, says } = gives(await context.store.append(fields), 'failed', 'one event too many')
      same([failure, effect, context.attempts(fields)], ['too_large', 'none', 0], 'an append of one event too many')
      holds(says.includes('max_events_per_append'), `it must name the limit: ${says}`)
      same((await streamOf(context.store, 'a-1')).length, most, 'the events after it')
    },
  },
  {
    name: 'batch_where_none_is_granted',
    says: 'An append of two events is unsupported, before any attempt, if only single events are stored whole.',
    lacks: { atomicity: 'stream' },
    run: async (context: EventContext) => {
      const fields = appendOf(events(context, 2))
      const { failure, effect } = gives(await context.store.append(fields), 'failed', 'an append of two events')
      same([failure, effect, context.attempts(fields)], ['unsupported', 'none', 0], 'an append of two events')
      await worksOn(context)
    },
  },
  {
    name: 'one_bad_event_of_a_batch',
    says: 'Nothing is stored of a batch if one of its events is invalid.',
    needs: { atomicity: 'stream' },
    run: async (context: EventContext) => {
      const [first, last] = [event(context), event(context)]
      const fields = appendOf([first, { ...event(context), type: '' }, last])
      isInvalid(context, 'an event without a type', fields, 'events[1].type ', await context.store.append(fields))
      await worksOn(context)
      gives(await context.store.append(appendOf([first, last])), 'appended', 'an append of the others, with their ids')
    },
  },
  {
    name: 'signal_that_has_fired',
    says: 'A call whose signal has already fired is cancelled with effect none, before any attempt.',
    run: async (context: EventContext) => {
      const stop = new AbortController()
      stop.abort()
      const call = { signal: stop.signal, deadlineMs: null }
      for (const [operation, fields] of wellMade(context)) {
        const outcome = await untyped(context.store)[operation](fields, call)
        same([Object(outcome).failure, Object(outcome).effect], ['cancelled', 'none'], `${operation} called off before`)
        same(context.attempts(fields), 0, `attempts of ${operation} called off before`)
      }
      await worksOn(context)
    },
  },
  {
    name: 'call_that_does_not_fit',
    says: 'A signal that is not a signal, or a deadline that is not a time, is refused as invalid before any attempt.',
    run: async (context: EventContext) => {
      for (const [call, names] of CALLS) {
        for (const [operation, fields] of wellMade(context)) {
          const outcome = await untyped(context.store)[operation](fields, call)
          isInvalid(context, `the call ${String(Object(call).deadlineMs)}`, fields, names, outcome)
        }
        const following = { after: 'start', filter: ALL }
        const items = untyped(context.store).subscribe(following, call)
        const { value } = await soon(context, 'a subscription that does not fit is refused', items.next())
        isInvalid(context, 'the call of a subscription', following, names, value)
        await isOver(context, items)
      }
      await worksOn(context)
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

// This tries what a caller without types can do.
const untyped = (store: EventStore): Untyped => store as Untyped

const appendOf = (made: Parameters<EventStore['append']>[0]['events']) =>
  ({ stream: 'a-1', expectedRevision: 'any', events: made }) as const

/** One valid call of each operation that gives one outcome. */
const wellMade = (context: EventContext): readonly (readonly [Operation, object])[] => [
  ['append', appendOf([event(context)])],
  ['read', { ...wholeOf('a-1') }],
  ['read_all', { after: 'start', filter: ALL, limit: 10 }],
  ['streams', { prefix: '', after: null, limit: 10 }],
]

/**
 * Claims that a call was refused as invalid, that the sentence names the place in our words, and that there was no
 * attempt.
 */
const isInvalid = (context: EventContext, what: string, fields: object, names: string, outcome: unknown): void => {
  const { failure, effect, says } = Object(outcome)
  same([failure, effect], ['invalid', 'none'], what)
  holds(String(says).includes(names), `${what}: the sentence must name ${names}: ${says}`)
  same(context.attempts(fields), 0, `attempts of ${what}`)
}

const isOver = async (context: EventContext, items: AsyncIterator<unknown, undefined>): Promise<void> => {
  const { done } = await soon(context, 'a subscription ends after its failure', items.next())
  same(done, true, 'that a subscription has ended after its failure')
}

/** Claims that nothing is stored yet, and that the store appends and reads. */
const worksOn = async (context: EventContext): Promise<void> => {
  same(await logOf(context.store), [], 'what was stored of what was refused')
  const made = await fill(context, 'works-1', 1)
  same(ids(await logOf(context.store)), ids(made), 'the log after one append')
}
