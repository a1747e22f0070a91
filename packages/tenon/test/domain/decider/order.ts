import { randomUUID } from 'node:crypto'
import { decider, type DeciderParts, eventTypes, type EventStore, type Handling, type RecordedEvent } from 'tenon'
import { z } from 'zod'
import { gives } from '../../service/semantics/stores.ts'

/** The events of an order in the tests. */
export const OrderEvents = eventTypes({
  Placed: {
    version: 2,
    data: z.object({ lines: z.array(z.string()), note: z.string() }),
    from: {
      1: { data: z.object({ lines: z.array(z.string()) }), to: (old) => ({ ...old, note: '' }) },
    },
  },
  Paid: { version: 1, data: z.object({ cents: z.int() }), from: {} },
  Noted: { version: 1, data: z.object({ note: z.string() }), from: {} },
})

/** An order: it is placed once, paid once, and any number of notes may be made. */
export interface Order extends DeciderParts {
  readonly events: typeof OrderEvents
  readonly state: { readonly lines: readonly string[]; readonly paid: boolean; readonly notes: number }
  readonly command:
    | { readonly do: 'place'; readonly lines: readonly string[] }
    | { readonly do: 'pay'; readonly cents: number }
    | { readonly do: 'note'; readonly notes: readonly string[] }
  readonly rejection: 'placed_before' | 'not_placed' | 'paid_before'
}

/** The decider of an order. */
export const order = decider<Order>({
  name: 'order',
  version: 1,
  events: OrderEvents,
  initialState: { lines: [], paid: false, notes: 0 },
  decide: (command, state) => {
    switch (command.do) {
      case 'place':
        return state.lines.length === 0
          ? { events: [{ type: 'Placed', data: { lines: [...command.lines], note: '' } }] }
          : { rejected: 'placed_before' }
      case 'pay':
        if (state.paid) return { rejected: 'paid_before' }
        return state.lines.length > 0
          ? {
              events: [
                { type: 'Paid', data: { cents: command.cents } },
                { type: 'Noted', data: { note: 'paid' } },
              ],
            }
          : { rejected: 'not_placed' }
      case 'note':
        return { events: command.notes.map((note) => ({ type: 'Noted', data: { note } })) }
      default:
        return command satisfies never
    }
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'Placed':
        return { ...state, lines: event.data.lines }
      case 'Paid':
        return { ...state, paid: true }
      case 'Noted':
        return { ...state, notes: state.notes + 1 }
      default:
        return event satisfies never
    }
  },
})

/** The stream of the order. */
export const STREAM = 'order-1'

/** A command that places it. */
export const place = { do: 'place', lines: ['flour'] } as const

/** A command that pays it. */
export const pay = { do: 'pay', cents: 250 } as const

/** Returns the fields of a command with an id of its own, in which a test states only what it is about. */
export const handling = (command: Order['command'], stated: Partial<Handling<Order>> = {}): Handling<Order> => ({
  stream: STREAM,
  command,
  commandId: randomUUID(),
  metadata: { user: 'ada' },
  attempts: 3,
  ...stated,
})

/** Returns the events of the order. */
export const stored = async (store: EventStore): Promise<readonly RecordedEvent[]> =>
  gives(await store.read({ stream: STREAM, from: 'start', direction: 'forward', limit: 1_000 }), 'page').events

/** Returns a store that does something else before each of its appends. */
export const beforeAppends = (store: EventStore, act: (turn: number) => Promise<unknown>): EventStore => {
  let turn = 0
  return {
    ...store,
    append: async (append, options) => {
      turn += 1
      await act(turn)
      return store.append(append, options)
    },
  }
}
