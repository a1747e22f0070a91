import { decider, type DeciderParts } from 'tenon'
import { StockEvents } from './stock-events.ts'

/** What the stock of a product is made of. */
export interface Stock extends DeciderParts {
  readonly events: typeof StockEvents
  readonly state: StockState
  readonly command: StockCommand
  readonly rejection: never
}

/** The stock of a product. */
interface StockState {
  /** How many pieces can be reserved. */
  readonly available: number
  /** How many pieces are reserved for each order. */
  readonly reserved: { readonly [order: string]: number }
}

/** What can be asked of the stock of a product. */
type StockCommand =
  | { readonly do: 'receive'; readonly quantity: number }
  | { readonly do: 'reserve'; readonly order: string; readonly quantity: number }
  | { readonly do: 'release'; readonly order: string }

/**
 * Pieces are received, reserved for orders, and released again. That the stock ran short is an event and not a
 * rejection: it is a fact that the shop wants to know, and the same order must get the same answer when it asks again.
 */
export const stock = decider<Stock>({
  name: 'stock',
  version: 1,
  events: StockEvents,
  initialState: { available: 0, reserved: {} },

  decide: (command, { available, reserved }) => {
    switch (command.do) {
      case 'receive':
        return { events: [{ type: 'StockReceived', data: { quantity: command.quantity } }] }
      case 'reserve': {
        const { order, quantity } = command
        const type = quantity <= available ? 'StockReserved' : 'StockRanShort'
        return { events: [{ type, data: { order, quantity } }] }
      }
      case 'release': {
        const quantity = reserved[command.order] ?? 0
        return { events: quantity === 0 ? [] : [{ type: 'StockReleased', data: { order: command.order, quantity } }] }
      }
      default:
        return command satisfies never
    }
  },

  evolve: ({ available, reserved }, { type, data }) => {
    switch (type) {
      case 'StockReceived':
        return { available: available + data.quantity, reserved }
      case 'StockReserved':
        return { available: available - data.quantity, reserved: { ...reserved, [data.order]: data.quantity } }
      case 'StockReleased':
        return { available: available + data.quantity, reserved: { ...reserved, [data.order]: 0 } }
      case 'StockRanShort':
        return { available, reserved }
      default:
        return type satisfies never
    }
  },
})
