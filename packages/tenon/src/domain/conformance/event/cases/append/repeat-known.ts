import type { Event } from '../../../../event/event.ts'
import { Broken, gives, same, Unproved } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { batch, event, few, fill, ids, nth, streamOf } from '../../given/events.ts'
import { atOnce, repeatedAt } from './repeat.ts'

/** The cases of the law `repeat` for bindings that recognise ids everywhere, and for those that do not. */
export const repeatKnown = eventCases('repeat', [
  {
    name: 'where_no_place_is_said',
    says: 'If ids are recognised, an append that states no place is repeated if its events are in its stream, in order.',
    needs: { dedupe: 'window' },
    run: inWindow(async (context) => {
      await fill(context, 'a-1', 2)
      const made = await fill(context, 'a-1', 3)
      await fill(context, 'a-1', 2)
      const stored = await streamOf(context.store, 'a-1')
      for (const expectedRevision of ['any', 'stream_exists'] as const)
        for (const [from, to] of [
          [0, 3],
          [0, 1],
          [1, 3],
          [2, 3],
        ] as const) {
          if (to - from > batch(context)) continue
          const outcome = await context.store.append({ stream: 'a-1', expectedRevision, events: made.slice(from, to) })
          const wanted = await repeatedAt(context, 'a-1', 1 + to)
          same(outcome, wanted, `revisions ${2 + from} to ${1 + to} again, expecting ${expectedRevision}`)
        }
      same(ids(await streamOf(context.store, 'a-1')), ids(stored), 'the ids of the stream')
    }),
  },
  {
    name: 'twice_at_once_whatever_is_there',
    says: 'If ids are recognised, an append that states no place and is made several times at once is stored once.',
    needs: { dedupe: 'window' },
    run: inWindow(async (context) => {
      await atOnce(context, 'any', 0)
    }),
  },
  {
    name: 'known_for_ever',
    says: 'If ids are recognised for ever, they are recognised after many other appends and after the store was opened again.',
    needs: { dedupe: 'forever' },
    run: async (context) => {
      const [first] = await fill(context, 'a-1', 1)
      if (first === undefined) return
      await fill(context, 'b-1', context.rounds(1_500, 20_000))
      if (context.grants.durability !== 'none') await context.reopen()
      const again = await context.store.append({ stream: 'a-1', expectedRevision: 'any', events: [first] })
      same(gives(again, 'appended', 'an old append again').repeated, true, 'whether an old append was known')
      const used = await context.store.append({ stream: 'c-1', expectedRevision: 'any', events: [first] })
      same(used, { kind: 'id_reused', id: first.id }, 'an old id in another stream')
    },
  },
  {
    name: 'used_id_is_refused',
    says: 'If ids are recognised, an append that would store one a second time is refused, whatever its stream.',
    needs: { dedupe: 'window' },
    run: inWindow(async (context) => {
      const made = await fill(context, 'a-1', 2)
      const others = await fill(context, 'b-1', 1)
      for (const [stream, expectedRevision, used] of [
        ['a-1', 'any', nth(others, 0)],
        ['a-1', 'stream_exists', nth(others, 0)],
        ['a-1', 1, nth(others, 0)],
        ['a-1', 1, nth(made, 0)],
        ['c-1', 'any', nth(made, 1)],
        ['c-1', 'no_stream', nth(made, 0)],
      ] as const) {
        const outcome = await context.store.append({ stream, expectedRevision, events: [used] })
        same(outcome, { kind: 'id_reused', id: used.id }, `a used id on ${stream}, expecting ${expectedRevision}`)
      }
      same(ids(await streamOf(context.store, 'a-1')), ids(made), 'the ids of the stream')
      same(await streamOf(context.store, 'c-1'), [], 'a stream to which nothing was appended')
    }),
  },
  {
    name: 'first_used_id_is_named',
    says: 'If ids are recognised, a batch with used ids is refused with the first of them in the order of the batch.',
    needs: { dedupe: 'window', atomicity: 'stream' },
    run: inWindow(async (context) => {
      const made = await fill(context, 'a-1', 3)
      const [a, b, c] = [nth(made, 0), nth(made, 1), nth(made, 2)]
      const other = nth(await fill(context, 'b-1', 1), 0)
      const batches: readonly { readonly first: Event; readonly events: readonly Event[] }[] = [
        { first: c, events: [event(context), c, a] },
        { first: b, events: [b, a] },
        { first: a, events: [a, c] },
        { first: c, events: [c, event(context)] },
        { first: b, events: [event(context), b] },
        { first: a, events: [a, other] },
        { first: other, events: [event(context), other, a] },
      ]
      for (const expectedRevision of ['any', 'stream_exists', 2] as const)
        for (const [number, { first, events }] of batches.entries()) {
          if (events.length > batch(context)) continue
          const outcome = await context.store.append({ stream: 'a-1', expectedRevision, events })
          same(outcome, { kind: 'id_reused', id: first.id }, `batch ${number}, expecting ${expectedRevision}`)
        }
      same(ids(await streamOf(context.store, 'a-1')), ids(made), 'the ids of the stream')
    }),
  },
  {
    name: 'refused_ids_stay_free',
    says: 'If ids are recognised, the ids of a refused batch can still be used.',
    needs: { dedupe: 'window', atomicity: 'stream' },
    run: inWindow(async (context) => {
      if (batch(context) < 2) throw new Unproved('an append may have one event only')
      const used = nth(await fill(context, 'a-1', 1), 0)
      const fresh = event(context)
      const refused = { stream: 'a-1', expectedRevision: 'any', events: [fresh, used] } as const
      gives(await context.store.append(refused), 'id_reused', 'a batch with a used id')
      const outcome = await context.store.append({ stream: 'a-1', expectedRevision: 'any', events: [fresh] })
      const { revision, repeated } = gives(outcome, 'appended', 'the new id by itself')
      same({ revision, repeated }, { revision: 1, repeated: false }, 'where it is stored')
    }),
  },
  {
    name: 'ids_outlive_closing',
    says: 'If ids are recognised, they still are after the store was opened again.',
    needs: { dedupe: 'window', durability: 'process_crash' },
    run: inWindow(async (context) => {
      const append = { stream: 'a-1', expectedRevision: 'any', events: few(context, 2) } as const
      gives(await context.store.append(append), 'appended', 'an append')
      const store = await context.reopen()
      const again = await store.append(append)
      same(again, await repeatedAt(context, 'a-1', -1), 'the same append after the store was opened again')
      const { id } = nth(append.events, 0)
      same(await store.append({ ...append, stream: 'b-1' }), { kind: 'id_reused', id }, 'its ids on another stream')
    }),
  },
  {
    name: 'stored_again_where_ids_are_not_known',
    says: 'If ids are not recognised, an append stores the same ids again unless it finds them at its place.',
    lacks: { dedupe: 'window' },
    run: async (context: EventContext) => {
      const made = await fill(context, 'a-1', 1)
      for (const [turn, expectedRevision] of (['any', 'stream_exists', 2] as const).entries()) {
        const outcome = await context.store.append({ stream: 'a-1', expectedRevision, events: made })
        const { revision, repeated } = gives(outcome, 'appended', `expecting ${expectedRevision}`)
        same({ revision, repeated }, { revision: 1 + turn, repeated: false }, `expecting ${expectedRevision}`)
      }
      const outcome = await context.store.append({ stream: 'b-1', expectedRevision: 'no_stream', events: made })
      same(gives(outcome, 'appended', 'on another stream').repeated, false, 'whether it is repeated there')
      const [id] = ids(made)
      same(ids(await streamOf(context.store, 'a-1')), [id, id, id, id], 'the ids of the stream')
    },
  },
])

/** Makes a case unproved if it takes longer than ids are recognised. */
function inWindow(run: (context: EventContext) => Promise<void>): (context: EventContext) => Promise<void> {
  return async (context) => {
    const begun = context.now()
    try {
      await run(context)
    } catch (thrown) {
      if (!(thrown instanceof Broken) || thrown.law !== null) throw thrown
      const window = context.grants.dedupe === 'window' ? context.limits.dedupe_window_ms : Infinity
      if (context.now() - begun <= window) throw thrown
      throw new Unproved(`it took longer than the ${window} ms for which ids are known`)
    }
  }
}
