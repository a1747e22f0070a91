import { decider, type DeciderParts, eventTypes } from 'tenon'
import { z } from 'zod'

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
