import type { ExpectedRevision } from '../../../../event/append.ts'
import type { Appended } from '../../../../event/result.ts'
import { gives, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { batch, event, eventWith, few, fill, ids, nth, streamOf } from '../../given/events.ts'

/** The cases of the law `repeat`. */
export const repeat = eventCases('repeat', [
  {
    name: 'expecting_no_stream',
    says: 'An append that expected no stream is repeated if it is made again, and returns the place of its last event.',
    run: async (context: EventContext) => {
      const made = few(context, 3)
      const append = { stream: 'a-1', expectedRevision: 'no_stream', events: made } as const
      const first = gives(await context.store.append(append), 'appended', 'an append')
      same(first.repeated, false, 'whether the first of two is repeated')
      for (let again = 0; again < 2; again += 1)
        same(await context.store.append(append), await repeatedAt(context, 'a-1', -1), 'the same append again')
      same(ids(await streamOf(context.store, 'a-1')), ids(made), 'the ids of the stream')
    },
  },
  {
    name: 'expecting_a_revision',
    says: 'An append that expected a revision is repeated if it is made again, and returns the place of its last event.',
    run: async (context: EventContext) => {
      const before = await fill(context, 'a-1', 2)
      const made = few(context, 3)
      const append = { stream: 'a-1', expectedRevision: 1, events: made }
      const first = gives(await context.store.append(append), 'appended', 'an append')
      same(first.repeated, false, 'whether the first of two is repeated')
      same(await context.store.append(append), await repeatedAt(context, 'a-1', -1), 'the same append again')
      same(ids(await streamOf(context.store, 'a-1')), ids([...before, ...made]), 'the ids of the stream')
    },
  },
  {
    name: 'whatever_follows',
    says: 'An append whose events are already at its place is repeated, whatever follows them, and returns the place of its own last event.',
    run: async (context: EventContext) => {
      const made = await fill(context, 'a-1', 3)
      await fill(context, 'b-1', 1)
      await fill(context, 'a-1', 2)
      const stored = await streamOf(context.store, 'a-1')
      for (const [expectedRevision, from, to] of [
        ['no_stream', 0, 3],
        ['no_stream', 0, 2],
        ['no_stream', 0, 1],
        [0, 1, 2],
        [0, 1, 3],
        [1, 2, 3],
      ] as const) {
        if (to - from > batch(context)) continue
        const outcome = await context.store.append({ stream: 'a-1', expectedRevision, events: made.slice(from, to) })
        const wanted = await repeatedAt(context, 'a-1', to - 1)
        same(outcome, wanted, `revisions ${from} to ${to - 1} again, expecting ${expectedRevision}`)
      }
      same(ids(await streamOf(context.store, 'a-1')), ids(stored), 'the ids of the stream')
    },
  },
  {
    name: 'compares_ids_only',
    says: 'An event with the same id but another type and other data is the same event, and what was stored stays.',
    run: async (context: EventContext) => {
      const before = eventWith(context, { was: 'first' }, 'Happened')
      const append = { stream: 'a-1', expectedRevision: 'no_stream' } as const
      gives(await context.store.append({ ...append, events: [before] }), 'appended', 'an append')
      const other = { ...before, type: 'Other', data: { was: 'second' }, metadata: { by: 'another' } }
      const again = await context.store.append({ ...append, events: [other] })
      same(again, await repeatedAt(context, 'a-1', 0), 'the same id again')
      const { type, data, metadata } = nth(await streamOf(context.store, 'a-1'), 0)
      same({ type, data, metadata }, { type: 'Happened', data: { was: 'first' }, metadata: {} }, 'what was stored')
    },
  },
  {
    name: 'some_of_the_ids_is_a_conflict',
    says: 'If only some of the ids are there, or they are in another order, the append is a conflict and is not repeated.',
    needs: { atomicity: 'stream' },
    run: async (context: EventContext) => {
      const made = await fill(context, 'a-1', 3)
      const [a, b, c] = [nth(made, 0), nth(made, 1), nth(made, 2)]
      for (const [expectedRevision, events] of [
        ['no_stream', [a, event(context)]],
        ['no_stream', [event(context), b]],
        ['no_stream', [a, b, c, event(context)]],
        ['no_stream', [b, a]],
        ['no_stream', [a, c]],
        ['no_stream', [b, c]],
        [0, [b, event(context)]],
        [0, [b, c, event(context)]],
        [0, [c, b]],
        [0, [a, b]],
        [1, [c, event(context)]],
      ] as const) {
        if (events.length > batch(context)) continue
        const outcome = await context.store.append({ stream: 'a-1', expectedRevision, events })
        const which = events.map(({ id }) => ['a', 'b', 'c'][ids(made).indexOf(id)] ?? 'new')
        gives(outcome, 'conflict', `${which.join(', ')} on a, b, c, expecting ${expectedRevision}`)
      }
      same(ids(await streamOf(context.store, 'a-1')), ids(made), 'the ids of the stream')
    },
  },
  {
    name: 'elsewhere_is_a_conflict',
    says: 'An append whose event is already at another place is a conflict and is not repeated.',
    run: async (context: EventContext) => {
      const made = await fill(context, 'a-1', 3)
      await fill(context, 'b-1', 2)
      for (const [stream, expectedRevision, place] of [
        ['a-1', 'no_stream', 1],
        ['a-1', 0, 0],
        ['a-1', 0, 2],
        ['b-1', 'no_stream', 0],
        ['b-1', 0, 1],
      ] as const) {
        const outcome = await context.store.append({ stream, expectedRevision, events: [nth(made, place)] })
        gives(outcome, 'conflict', `the event of a-1 at ${place} on ${stream}, expecting ${expectedRevision}`)
      }
    },
  },
  {
    name: 'after_a_conflict',
    says: 'An append that was a conflict is a conflict again, and it is not a repeat once its expectation holds.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 2)
      const made = few(context, 2)
      for (let time = 0; time < 2; time += 1) {
        const outcome = await context.store.append({ stream: 'a-1', expectedRevision: 0, events: made })
        gives(outcome, 'conflict', 'expecting 0 of a stream at 1')
      }
      const append = { stream: 'a-1', expectedRevision: 1, events: made }
      const first = gives(await context.store.append(append), 'appended', 'the same events where they hold')
      same(first.repeated, false, 'whether they are repeated')
      same(await context.store.append(append), await repeatedAt(context, 'a-1', -1), 'the same once more')
    },
  },
  {
    name: 'twice_at_once',
    says: 'If the same append is made several times at once, one stores its events, and the others are repeated.',
    run: async (context: EventContext) => {
      const holding = await atOnce(context, 'no_stream', 0)
      await atOnce(context, holding - 1, holding)
    },
  },
  {
    name: 'after_opening_again',
    says: 'An append that returned before the store was closed is repeated if it is made after the store was opened again.',
    needs: { durability: 'process_crash' },
    run: async (context: EventContext) => {
      const append = { stream: 'a-1', expectedRevision: 'no_stream', events: few(context, 2) } as const
      gives(await context.store.append(append), 'appended', 'an append')
      const store = await context.reopen()
      const again = await store.append(append)
      same(again, await repeatedAt(context, 'a-1', -1), 'the same append after the store was opened again')
    },
  },
])

/**
 * Returns the outcome of an append that is made again and whose last event is at this place of a stream. A negative
 * place counts from the end.
 */
export const repeatedAt = async (context: EventContext, stream: string, place: number): Promise<Appended> => {
  const { revision, position } = nth(await streamOf(context.store, stream), place)
  return { kind: 'appended', revision, position, repeated: true }
}

/** How many times the same append is made at once. */
const AT_ONCE = 5

/**
 * Makes the same append several times at once to a stream that already holds `holding` events, and claims that it is
 * stored once. Returns how many events the stream holds then.
 */
export const atOnce = async (
  context: EventContext,
  expectedRevision: ExpectedRevision,
  holding: number,
): Promise<number> => {
  const append = { stream: 'a-1', expectedRevision, events: few(context, 3) }
  const outcomes = await Promise.all(Array.from({ length: AT_ONCE }, () => context.store.append(append)))
  const answers = outcomes.map((outcome) => gives(outcome, 'appended', `one of ${AT_ONCE} that are the same`))
  same(answers.filter(({ repeated }) => !repeated).length, 1, 'how many of them are not repeated')
  const stored = (await streamOf(context.store, 'a-1')).slice(holding)
  same(ids(stored), ids(append.events), 'the ids that were stored')
  const wanted = await repeatedAt(context, 'a-1', -1)
  for (const answer of answers) if (answer.repeated) same(answer, wanted, 'the outcome of one that is repeated')
  return holding + stored.length
}
