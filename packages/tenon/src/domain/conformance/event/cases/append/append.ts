import { gives, holds, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { event, eventWith, events, few, fill, ids, logOf, mostEvents, nth, streamOf } from '../../given/events.ts'

/** The cases of the law `append`. */
export const append = eventCases('append', [
  {
    name: 'takes_what_holds',
    says: 'An append whose expectation holds is stored at the revision after the last.',
    run: async (context: EventContext) => {
      for (const [stream, expected] of [
        ['a-1', ['no_stream', 0, 'any', 'stream_exists', 3]],
        ['a-2', ['any', 'stream_exists']],
      ] as const) {
        for (const [revision, expectedRevision] of expected.entries()) {
          const outcome = await context.store.append({ stream, expectedRevision, events: [event(context)] })
          const { position } = gives(outcome, 'appended', `expecting ${expectedRevision} where it holds`)
          same(outcome, { kind: 'appended', revision, position, repeated: false }, `expecting ${expectedRevision}`)
        }
      }
    },
  },
  {
    name: 'conflict_says_where_the_stream_is',
    says: 'An append that expects another revision, lower or higher, returns a conflict with the actual one.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 3)
      for (const expectedRevision of ['no_stream', 0, 1, 3, 4, Number.MAX_SAFE_INTEGER] as const) {
        const outcome = await context.store.append({ stream: 'a-1', expectedRevision, events: [event(context)] })
        same(outcome, { kind: 'conflict', actual: 2 }, `expecting ${expectedRevision} of a stream at 2`)
      }
      same((await streamOf(context.store, 'a-1')).length, 3, 'events after refused appends')
    },
  },
  {
    name: 'conflict_on_an_absent_stream',
    says: 'An append that expects a stream, or a revision of it, returns a conflict if the stream is absent, and does not create it.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 1)
      for (const expectedRevision of ['stream_exists', 0, 7, Number.MAX_SAFE_INTEGER] as const) {
        const outcome = await context.store.append({ stream: 'a-2', expectedRevision, events: [event(context)] })
        same(outcome, { kind: 'conflict', actual: 'no_stream' }, `expecting ${expectedRevision} of an absent stream`)
      }
      const outcome = await context.store.append({
        stream: 'a-2',
        expectedRevision: 'no_stream',
        events: [event(context)],
      })
      same(gives(outcome, 'appended', 'the first append that holds').revision, 0, 'its revision')
    },
  },
  {
    name: 'conflict_before_id_reused',
    says: 'If an append both conflicts and uses an id again, it returns the conflict.',
    run: async (context: EventContext) => {
      const [used] = await fill(context, 'a-1', 2)
      await fill(context, 'b-1', 1)
      holds(used !== undefined, 'an event was appended')
      for (const [stream, expectedRevision, actual] of [
        ['b-1', 'no_stream', 0],
        ['b-1', 5, 0],
        ['c-1', 'stream_exists', 'no_stream'],
        ['c-1', 0, 'no_stream'],
      ] as const) {
        const outcome = await context.store.append({ stream, expectedRevision, events: [used] })
        same(outcome, { kind: 'conflict', actual }, `a used id expecting ${expectedRevision} of ${stream}`)
      }
    },
  },
  {
    name: 'same_id_twice_is_invalid',
    says: 'An append that contains an id twice is invalid, is refused before any I/O, and names the place of the second.',
    needs: { atomicity: 'stream' },
    run: async (context: EventContext) => {
      const [a, b] = [event(context), event(context)]
      const fields = { stream: 'a-1', expectedRevision: 'any', events: [a, b, a] } as const
      const failed = gives(await context.store.append(fields), 'failed', 'an append with an id twice')
      same([failed.failure, failed.effect], ['invalid', 'none'], 'its failure')
      holds(failed.says.includes('events[2].id'), `it must name events[2].id, and it says: ${failed.says}`)
      same(context.attempts(fields), 0, 'attempts of an invalid append')
    },
  },
  {
    name: 'refused_batch_stores_nothing',
    says: 'A batch that is refused leaves no event behind, and nothing that would hinder the same batch later.',
    needs: { atomicity: 'stream' },
    run: async (context: EventContext) => {
      const before = await fill(context, 'a-1', 2)
      const many = few(context, 50)
      for (const expectedRevision of ['no_stream', 0, 2] as const) {
        gives(
          await context.store.append({ stream: 'a-1', expectedRevision, events: many }),
          'conflict',
          `a batch expecting ${expectedRevision} of a stream at 1`,
        )
      }
      same(ids(await logOf(context.store)), ids(before), 'the log after refused batches')
      const outcome = await context.store.append({ stream: 'a-1', expectedRevision: 1, events: many })
      const { revision, repeated } = gives(outcome, 'appended', 'the same batch where it holds')
      same({ revision, repeated }, { revision: 1 + many.length, repeated: false }, 'where it is stored')
      same(ids(await streamOf(context.store, 'a-1')), ids([...before, ...many]), 'the stream after it')
    },
  },
  {
    name: 'batch_of_the_most_is_stored_whole',
    says: 'A batch of the granted number of events is stored whole and in order, and so is a batch of one.',
    needs: { atomicity: 'stream' },
    run: async (context: EventContext) => {
      const most = mostEvents(context)
      const made = [events(context, most), events(context, 1), events(context, most)]
      let stored = 0
      for (const batched of made) {
        const expectedRevision = stored === 0 ? 'no_stream' : stored - 1
        const outcome = await context.store.append({ stream: 'a-1', expectedRevision, events: batched })
        stored += batched.length
        same(gives(outcome, 'appended', `a batch of ${batched.length}`).revision, stored - 1, 'its revision')
      }
      same(ids(await streamOf(context.store, 'a-1')), ids(made.flat()), 'the ids of the stream')
    },
  },
  {
    name: 'revisions_have_no_gaps',
    says: 'The revisions of each stream start at 0 and have no gaps, whatever is appended to other streams in between.',
    run: async (context: EventContext) => {
      const streams = ['a-1', 'b-1'] as const
      const heads = { 'a-1': -1, 'b-1': -1 }
      for (const [turn, stream] of ([...streams, 'a-1', 'a-1', 'b-1'] as const).entries()) {
        const some = few(context, 1 + (turn % 3))
        const outcome = await context.store.append({ stream, expectedRevision: 'any', events: some })
        heads[stream] += some.length
        same(gives(outcome, 'appended', 'an append').revision, heads[stream], `the last revision of ${stream}`)
      }
      for (const stream of streams) {
        const revisions = (await streamOf(context.store, stream)).map(({ revision }) => revision)
        same(revisions, [...Array(heads[stream] + 1).keys()], `the revisions of ${stream}`)
      }
    },
  },
  {
    name: 'positions_are_each_events_own',
    says: 'Every event has its own position, positions rise within a stream, and an append returns the position of its last event.',
    run: async (context: EventContext) => {
      const acknowledged = new Map<string, number>()
      for (const [turn, stream] of ['a-1', 'b-1', 'a-1', 'b-1'].entries()) {
        const some = few(context, 1 + (turn % 3))
        const outcome = await context.store.append({ stream, expectedRevision: 'any', events: some })
        acknowledged.set(nth(some, -1).id, gives(outcome, 'appended', 'an append').position)
      }
      const stored = [await streamOf(context.store, 'a-1'), await streamOf(context.store, 'b-1')]
      for (const stream of stored) rising(stream)
      same(new Set(stored.flat().map(({ position }) => position)).size, stored.flat().length, 'different positions')
      const last = stored.flat().filter(({ id }) => acknowledged.has(id))
      for (const { id, position } of last) same(acknowledged.get(id), position, 'the position that an append returned')
    },
  },
  {
    name: 'positions_rise_over_all_streams',
    says: 'An append that begins after another one has returned comes after it in the log, whatever the streams.',
    needs: { order: 'global' },
    run: async (context: EventContext) => {
      let before = 0
      for (const [turn, stream] of ['b-1', 'a-1', 'c-1', 'a-1', 'b-1'].entries()) {
        const some = few(context, 1 + (turn % 3))
        const outcome = await context.store.append({ stream, expectedRevision: 'any', events: some })
        const { position } = gives(outcome, 'appended', 'an append')
        holds(position >= before + some.length, `${some.length} events after position ${before} end at ${position}`)
        before = position
      }
    },
  },
  {
    name: 'gives_back_every_field',
    says: 'A recorded event has every field of the event, its revision and position, and the time when it was recorded.',
    run: async (context: EventContext) => {
      const made = { ...eventWith(context, { seats: 2, by: null }, 'OrderPlaced'), metadata: { by: 'ada', trace: [1] } }
      const outcome = await context.store.append({ stream: 'order-1', expectedRevision: 'no_stream', events: [made] })
      const { position } = gives(outcome, 'appended', 'an append')
      const { recordedAt, ...rest } = nth(await streamOf(context.store, 'order-1'), 0)
      same(rest, { ...made, stream: 'order-1', revision: 0, position }, 'the recorded event')
      holds(Number.isSafeInteger(recordedAt), `recordedAt must be whole milliseconds, and is ${recordedAt}`)
    },
  },
  {
    name: 'leaves_other_streams_alone',
    says: 'An append changes its own stream and no other, however similar their names are.',
    run: async (context: EventContext) => {
      const before = await fill(context, 'a-10', 2)
      const made = await fill(context, 'a-1', 3)
      await fill(context, 'a-1-2', 1)
      for (const stream of ['a', 'a-']) {
        const outcome = await context.store.append({
          stream,
          expectedRevision: 'stream_exists',
          events: [event(context)],
        })
        same(outcome, { kind: 'conflict', actual: 'no_stream' }, `stream ${stream}, to which nothing was appended`)
      }
      same(ids(await streamOf(context.store, 'a-10')), ids(before), 'the ids of stream a-10')
      same(ids(await streamOf(context.store, 'a-1')), ids(made), 'the ids of stream a-1')
    },
  },
])

const rising = (stored: readonly { readonly position: number }[]): void => {
  for (const [place, { position }] of stored.entries()) {
    const before = stored[place - 1]?.position ?? 0
    holds(position > before, `positions rise within a stream, and ${position} follows ${before}`)
  }
}
