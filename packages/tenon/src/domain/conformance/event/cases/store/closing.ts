import type { EventStore } from '../../../../event/store.ts'
import { equal, gives, holds, same, text } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext, UnopenedStore } from '../../context.ts'
import { follow, hasEnded, type Items, nextOf, take, untilCaughtUp } from '../../given/collect.ts'
import { soon } from '../../../given/waiting.ts'
import { ALL, event, fill, grownLog, ids, logOf, nth, streamOf, wholeOf } from '../../given/events.ts'

/** The cases of the law `closing`. */
export const closing = eventCases('closing', [
  {
    name: 'close_twice_is_once',
    says: 'close() returns `closed`, however often it is called, at the same time or later.',
    run: async (context: EventContext) => {
      const binding = await alone(context)
      await openedOf(binding)
      const closed = await Promise.all([binding.close(), binding.close()])
      for (const answer of [...closed, await binding.close()]) same(answer, { kind: 'closed' }, 'what close() returned')
    },
  },
  {
    name: 'open_twice_is_one_store',
    says: 'open() returns the same store if it is called again, at the same time or later.',
    run: async (context: EventContext) => {
      const binding = await alone(context)
      const [one, two] = await Promise.all([openedOf(binding), openedOf(binding)])
      const append = appendTo(context, 'a-1')
      gives(await one.append(append), 'appended', 'an append to an opened store')
      const three = await openedOf(binding)
      holds(one === two && one === three, 'open() gave another store than before')
      same(ids(await streamOf(three, 'a-1')), ids(append.events), 'what the store holds when it is opened again')
    },
  },
  {
    name: 'open_existing_makes_nothing',
    says: 'openExisting() fails with `not_found` if there is no store, and makes none, also beside an open() that does; it opens a store that open() has made.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const bind = await context.unused()
      const binding = bind()
      for (const one of [binding, binding, bind()]) await isAbsent(one.openExisting())
      const [looked, store] = await Promise.all([binding.openExisting(), openedOf(binding)])
      if (looked.kind !== 'opened') await isAbsent(Promise.resolve(looked))
      const { events } = appendTo(context, 'a-1')
      const appended = await store.append({ stream: 'a-1', expectedRevision: 'no_stream', events })
      gives(appended, 'appended', 'an append to the store that was made')
      const other = gives(await bind().openExisting(), 'opened', 'openExisting() where there is a store').store
      // An append of another binding may become visible late.
      await context.until('what was appended is there', async () => equal(ids(await logOf(other)), ids(events)))
    },
  },
  {
    name: 'calls_after_close_are_closed',
    says: 'Every call after close() fails with `closed` and effect none, and does not reach the technology.',
    run: async (context: EventContext) => {
      const binding = await alone(context)
      const store = await openedOf(binding)
      await binding.close()
      await isClosed(context, store)
    },
  },
  {
    name: 'open_after_close_is_closed',
    says: 'A binding that was closed does not open again.',
    run: async (context: EventContext) => {
      const binding = await alone(context)
      await openedOf(binding)
      await binding.close()
      await staysClosed(binding)
    },
  },
  {
    name: 'close_before_open_closes',
    says: 'A binding that was closed before it was opened does not open.',
    run: async (context: EventContext) => {
      const binding = await alone(context)
      same(await binding.close(), { kind: 'closed' }, 'close() of a binding that is not open')
      await staysClosed(binding)
    },
  },
  {
    name: 'close_during_open_is_answered',
    says: 'open() and close() at the same time both return, and the binding is closed afterwards.',
    run: async (context: EventContext) => {
      for (let turns = 0; turns < context.rounds(4, 20); turns += 1) {
        const binding = await alone(context)
        const opening = binding.open()
        // Each round does it at another moment.
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
        const [opened, closed] = await Promise.all([opening, binding.close()])
        same(closed, { kind: 'closed' }, 'close() while open() is under way')
        if (opened.kind === 'opened') await isClosed(context, opened.store)
        else same(gives(opened, 'failed', 'open() while closing').failure, 'closed', 'open() while closing')
        await staysClosed(binding)
      }
    },
  },
  {
    name: 'dispose_closes',
    says: 'A binding is closed at the end of an `await using` block.',
    run: async (context: EventContext) => {
      const binding = await alone(context)
      const store = await openedOf(binding)
      await soon(context, 'a binding is disposed of', Promise.resolve(binding[Symbol.asyncDispose]()))
      await isClosed(context, store)
      await staysClosed(binding)
      await binding[Symbol.asyncDispose]()
    },
  },
  {
    name: 'ends_subscriptions',
    says: 'When its store closes, a subscription ends with `closed` as its last item, whether a reader waits or not.',
    run: async (context: EventContext) => {
      const binding = await alone(context)
      const store = await openedOf(binding)
      const subscribed = (): Items => store.subscribe({ after: 'start', filter: ALL })
      const [waits, unread, unasked] = [subscribed(), subscribed(), subscribed()]
      for (const items of [waits, unread]) await untilCaughtUp(context, items)
      const waiting = waits.next()
      const closed = binding.close()
      const { value } = await soon(context, 'a subscription that waits ends when its store closes', waiting)
      same([value?.kind, Object(value).failure], ['failed', 'closed'], 'the last item of a subscription that waited')
      await hasEnded(context, waits)
      await closed
      for (const items of [unread, unasked]) await endsClosed(context, items)
    },
  },
  {
    name: 'leaves_other_bindings_alone',
    says: 'When one binding closes, the store and the subscriptions of another binding go on.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const items = follow(context, 'start')
      const binding = context.another()
      const store = await openedOf(binding)
      gives(await store.read(wholeOf('a-1')), 'no_stream', 'a read through the other binding')
      await untilCaughtUp(context, items)
      await binding.close()
      const made = await fill(context, 'a-1', 2)
      same(ids(await streamOf(context.store, 'a-1')), ids(made), 'the stream after another binding was closed')
      same(ids(await take(context, items, 2)), ids(made), 'what came after another binding was closed')
      await items.return?.()
    },
  },
  {
    name: 'answers_what_is_in_flight',
    says: 'Every call that is in flight when close() is called returns.',
    run: async (context: EventContext) => {
      const binding = await alone(context)
      const store = await openedOf(binding)
      const answers = Array.from({ length: 40 }, (_, i) => store.append(appendTo(context, `a-${i % 3}`)))
      const reads = Array.from({ length: 10 }, () => store.read_all({ after: 'start', filter: ALL, limit: 10 }))
      same(await binding.close(), { kind: 'closed' }, 'close() beside calls')
      const outcomes = await soon(context, 'every call in flight returns', Promise.all([...answers, ...reads]))
      for (const outcome of outcomes) {
        if (outcome.kind !== 'failed') continue
        holds(['closed', 'timeout'].includes(outcome.failure), `a call in flight failed otherwise: ${outcome.says}`)
      }
    },
  },
  {
    name: 'is_honest_about_what_was_in_flight',
    says: 'Of the appends in flight when close() is called, those that returned `appended` are there when the place is opened again, and those that failed with effect none are not.',
    needs: { durability: 'process_crash' },
    run: async (context: EventContext) => {
      for (let round = 0; round < context.rounds(2, 20); round += 1) {
        const appends = Array.from({ length: 40 }, (_, i) => appendTo(context, `a-${i % 3}`))
        const answers = appends.map((append) => context.store.append(append))
        // Each round closes at another moment: at once, or after a number of appends have returned.
        for (const answer of answers.slice(0, round)) await answer
        await context.reopen()
        const outcomes = await Promise.all(answers)
        let there = new Set<string>()
        const has = (i: number): boolean => there.has(nth(nth(appends, i).events, 0).id)
        // An append through another store may become visible late.
        await context.until('every append that returned appended is there', async () => {
          there = new Set(ids(await logOf(context.store)))
          return outcomes.every(({ kind }, i) => kind !== 'appended' || has(i))
        })
        for (const [i, outcome] of outcomes.entries())
          if (outcome.kind === 'failed' && outcome.effect === 'none')
            holds(!has(i), `an append is there that returned ${text(outcome)}`)
      }
    },
  },
  {
    name: 'loses_nothing',
    says: 'Events that were appended before close() are there unchanged when the place is opened again, and the log goes on from there.',
    needs: { durability: 'process_crash' },
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 3)
      await fill(context, 'b-1', 2)
      const before = await logOf(context.store)
      const store = await context.reopen()
      same(await grownLog(context, before.length), before, 'the log of the store that was opened again')
      const { events } = appendTo(context, 'a-1')
      const outcome = await store.append({ stream: 'a-1', expectedRevision: 2, events })
      const { position } = gives(outcome, 'appended', 'an append after the events that were there')
      holds(position > nth(before, -1).position, 'positions must rise when the place is opened again')
      same(ids(await logOf(store)), [...ids(before), ...ids(events)], 'the log after one more append')
    },
  },
])

const appendTo = (context: EventContext, stream: string) =>
  ({ stream, expectedRevision: 'any', events: [event(context)] }) as const

const openedOf = async (binding: UnopenedStore): Promise<EventStore> =>
  gives(await binding.open(), 'opened', 'open() of another binding').store

/** Claims that an opening fails with `not_found` and effect `none`. */
const isAbsent = async (opening: ReturnType<UnopenedStore['openExisting']>): Promise<void> => {
  const { failure, effect, operation } = gives(await opening, 'failed', 'openExisting() where there is no store')
  same([failure, effect, operation], ['not_found', 'none', 'open'], 'openExisting() where there is no store')
}

/** Claims that a binding can no longer be opened. */
const staysClosed = async (binding: UnopenedStore): Promise<void> => {
  const { failure, effect, operation } = gives(await binding.open(), 'failed', 'open() of a closed binding')
  same([failure, effect, operation], ['closed', 'none', 'open'], 'open() of a closed binding')
}

/** Claims that every call to a store fails with `closed`, and that none reaches the technology. */
const isClosed = async (context: EventContext, store: EventStore): Promise<void> => {
  const append = appendTo(context, 'a-1')
  const read = wholeOf('a-1')
  const page = { after: 'start', filter: ALL, limit: 10 } as const
  const listing = { prefix: '', after: null, limit: 10 }
  const calls = [
    [append, store.append(append)],
    [read, store.read(read)],
    [page, store.read_all(page)],
    [listing, store.streams(listing)],
  ] as const
  for (const [fields, answer] of calls) {
    const outcome = await answer
    const found = outcome.kind === 'failed' ? [outcome.failure, outcome.effect] : outcome
    same(found, ['closed', 'none'], 'a call after close()')
    same(context.attempts(fields), 0, 'attempts of a call after close()')
  }
  const following = { after: 'start', filter: ALL } as const
  await endsClosed(context, store.subscribe(following))
  same(context.attempts(following), 0, 'attempts of a subscription after close()')
}

/** Claims that the next item of a subscription is `closed`, and its last. */
const endsClosed = async (context: EventContext, items: Items): Promise<void> => {
  const item = await nextOf(context, items)
  same([Object(item).kind, Object(item).failure], ['failed', 'closed'], 'the last item of a subscription after close()')
  await hasEnded(context, items)
}

/** Returns a binding on the place while no other is open there: some technologies allow only one at a time. */
const alone = async (context: EventContext): Promise<UnopenedStore> => {
  await context.close()
  return context.another()
}
