import type { Json } from '../../../../data/json.ts'
import type { EventStore } from '../../../../event/store.ts'
import type { OtherProcess } from '../../../context.ts'
import { Broken, equal, gives, same, Unproved } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext, EventTask, EventTaskContext } from '../../context.ts'
import { follow, take, untilCaughtUp } from '../../given/collect.ts'
import { soon } from '../../../given/waiting.ts'
import { ALL, event, fill, ids, logOf, streamOf } from '../../given/events.ts'

/** Makes the calls of its input, one after each `go`, and sends the outcome of each. */
export const calls: EventTask = {
  name: 'calls',
  async *run(context: EventTaskContext, input: Json, go: () => Promise<void>): AsyncIterable<Json> {
    yield 'ready'
    for (const { operation, fields } of Object(input).calls) {
      await go()
      const method: (fields: object) => Promise<Json> = Reflect.get(context.store, operation)
      yield await method(fields)
    }
  },
}

/** Subscribes, sends a message when it has caught up, and then the id of each event, up to a number of events. */
export const follower: EventTask = {
  name: 'follower',
  async *run(context: EventTaskContext, input: Json): AsyncIterable<Json> {
    let left: number = Object(input).many
    for await (const item of context.store.subscribe({ after: 'start', filter: ALL })) {
      if (item.kind === 'caught_up') yield 'caught_up'
      else yield gives(item, 'event', 'an item of a subscription').event.id
      if (item.kind === 'event') left -= 1
      if (left === 0) return
    }
  },
}

/** Reads a stream again and again until it holds a number of events, and sends their ids. */
export const reader: EventTask = {
  name: 'reader',
  async *run(context: EventTaskContext, input: Json): AsyncIterable<Json> {
    const { stream, many } = Object(input)
    for (;;) {
      const found = ids(await streamOf(context.store, stream))
      if (found.length < many) continue
      yield found
      return
    }
  },
}

/** The cases of the law `reach`. */
export const reach = eventCases('reach', [
  {
    name: 'over_a_network',
    says: 'A process on another machine finds the same store.',
    needs: { reach: 'network' },
    run: () =>
      Promise.reject(
        new Unproved('the kit runs on one machine: exempt this case, and name as the reason who has tried it'),
      ),
  },
  {
    name: 'reads_what_another_process_appends',
    says: 'Events that another process appends are found here in their stream, in the log and in the listing, also after that process has ended.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const fields = appendTo(context, 'a-1', 'no_stream')
      const child = await started(context, [fields])
      same(Object(await nextOutcome(context, child)).kind, 'appended', 'an append in another process')
      await context.until('the log shows what another process appended', async () =>
        equal(ids(await logOf(context.store)), ids(fields.events)),
      )
      same(await soon(context, 'the other process ends', child.receive()), undefined, 'what else it says')
      same(ids(await streamOf(context.store, 'a-1')), ids(fields.events), 'the stream')
      const { streams } = gives(
        await context.store.streams({ prefix: '', after: null, limit: 10 }),
        'page',
        'a listing',
      )
      same(streams, [{ stream: 'a-1', revision: 0 }], 'the listing')
    },
  },
  {
    name: 'another_process_reads_what_is_appended_here',
    says: 'Another process finds events that are appended here, before and after its store is opened.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const made = [...(await fill(context, 'a-1', 2))]
      const child = context.otherProcess('reader', { stream: 'a-1', many: 4 })
      made.push(...(await fill(context, 'a-1', 2)))
      same(await nextMessage(context, child), ids(made), 'what another process reads')
    },
  },
  {
    name: 'append_of_another_process_conflicts_with_ours',
    says: 'If another process appends first, an append here whose expectation no longer holds is a conflict with the actual revision.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const child = await started(context, [appendTo(context, 'a-1', 0), appendTo(context, 'b-1', 'no_stream')])
      await fill(context, 'a-1', 1)
      for (const [stream, expectedRevision, actual] of [
        ['a-1', 0, 1],
        ['b-1', 'no_stream', 0],
      ] as const) {
        same(Object(await nextOutcome(context, child)).kind, 'appended', `an append to ${stream} in another process`)
        const outcome = await context.store.append(appendTo(context, stream, expectedRevision))
        same(outcome, { kind: 'conflict', actual }, `expecting ${expectedRevision} of what another process changed`)
        const next = await context.store.append(appendTo(context, stream, actual))
        same(gives(next, 'appended', 'an append after that of another process').revision, actual + 1, 'its revision')
      }
    },
  },
  {
    name: 'append_here_conflicts_with_that_of_another_process',
    says: 'If an append here comes first, an append in another process whose expectation no longer holds is a conflict with the actual revision.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const child = await started(context, [
        appendTo(context, 'a-1', 'no_stream'),
        appendTo(context, 'a-1', 0),
        appendTo(context, 'a-1', 1),
      ])
      same(Object(await nextOutcome(context, child)).kind, 'appended', 'an append in another process')
      gives(await context.store.append(appendTo(context, 'a-1', 0)), 'appended', 'an append here')
      same(await nextOutcome(context, child), { kind: 'conflict', actual: 1 }, 'an append there after one here')
      same(Object(await nextOutcome(context, child)).kind, 'appended', 'an append there with the right expectation')
    },
  },
  {
    name: 'repeats_what_another_process_appended',
    says: 'The same append, made there and then here, returns `repeated` with the same place.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const append = appendTo(context, 'a-1', 'no_stream')
      const child = await started(context, [append])
      const there = await nextOutcome(context, child)
      same(Object(there).repeated, false, 'the append in another process')
      same(await context.store.append(append), { ...Object(there), repeated: true }, 'the same append here')
    },
  },
  {
    name: 'ids_of_another_process_are_used',
    says: 'An id that another process has appended counts as used here too.',
    needs: { reach: 'machine', dedupe: 'forever' },
    run: async (context: EventContext) => {
      const append = appendTo(context, 'a-1', 'no_stream')
      const child = await started(context, [append])
      same(Object(await nextOutcome(context, child)).kind, 'appended', 'the append in another process')
      const outcome = await context.store.append({ ...append, stream: 'b-1' })
      gives(outcome, 'id_reused', 'an append of an id that another process has used')
    },
  },
  {
    name: 'hears_what_another_process_appends',
    says: 'A subscription that waits here gives events that another process appends.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const appends = [0, 1, 2].map(() => appendTo(context, 'a-1', 'any'))
      const child = await started(context, appends)
      const items = follow(context, 'start')
      await untilCaughtUp(context, items)
      for (const { events } of appends) {
        const waiting = take(context, items, 1)
        child.go()
        same(ids(await waiting), ids(events), 'what a subscription here hears of an append there')
      }
      await items.return?.()
    },
  },
  {
    name: 'another_process_hears_what_is_appended_here',
    says: 'A subscription that waits in another process gives events that are appended here.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const child = context.otherProcess('follower', { many: 3 })
      same(await nextMessage(context, child), 'caught_up', 'the first message of a subscription there')
      for (let i = 0; i < 3; i += 1) {
        const made = await fill(context, 'a-1', 1)
        let said = await nextMessage(context, child)
        while (said === 'caught_up') said = await nextMessage(context, child)
        same([said], ids(made), 'what a subscription there hears of an append here')
      }
    },
  },
])

const appendTo = (
  context: EventContext,
  stream: string,
  expectedRevision: Parameters<EventStore['append']>[0]['expectedRevision'],
) => ({ stream, expectedRevision, events: [event(context)] })

/** Starts another process, waits until it is open, and has it make one of these appends after each `go`. */
const started = async (
  context: EventContext,
  appends: readonly ReturnType<typeof appendTo>[],
): Promise<OtherProcess> => {
  const made = appends.map(({ stream, expectedRevision, events }) => ({
    operation: 'append',
    fields: {
      stream,
      expectedRevision,
      events: events.map(({ id, type, data }) => ({ id, type, data, metadata: {} })),
    },
  }))
  const child = context.otherProcess('calls', { calls: made })
  same(await nextMessage(context, child), 'ready', 'the first message of another process')
  return child
}

/** Has another process make its next call, and returns the outcome. */
const nextOutcome = (context: EventContext, child: OtherProcess): Promise<Json> => {
  child.go()
  return nextMessage(context, child)
}

const nextMessage = async (context: EventContext, child: OtherProcess): Promise<Json> => {
  const said = await soon(context, 'another process says something', child.receive())
  if (said === undefined) throw new Broken('another process ended before it had said all')
  return said
}
