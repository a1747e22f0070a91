import { decider, type DeciderParts, type Decision } from 'tenon'
import { PRICES, type Product } from './catalogue.ts'
import { OrderEvents } from './order-events.ts'

/** What an order is made of: its events, what they add up to, what can be asked, and why that can be rejected. */
export interface Order extends DeciderParts {
  readonly events: typeof OrderEvents
  readonly state: OrderState
  readonly command: OrderCommand
  readonly rejection: OrderRejection
}

/** How far an order has come, and what is known of it since it was placed. */
export type OrderState =
  | { readonly stage: 'new' }
  | { readonly stage: Stage; readonly product: Product; readonly cents: number }

/** The stages of an order that was placed. */
type Stage = 'placed' | 'confirmed' | 'paid' | 'shipped' | 'cancelled'

/** What can be asked of an order. */
export type OrderCommand =
  | { readonly do: 'place'; readonly customer: string; readonly product: Product; readonly quantity: number }
  | { readonly do: 'confirm' }
  | { readonly do: 'pay' }
  | { readonly do: 'ship'; readonly carrier: string }
  | { readonly do: 'cancel'; readonly because: 'by_customer' | 'out_of_stock' }

/** Why a command is rejected. */
type OrderRejection =
  | 'there_is_no_such_order'
  | 'the_order_was_placed_before'
  | 'only_a_placed_order_can_be_confirmed'
  | 'only_a_confirmed_order_can_be_paid'
  | 'only_a_paid_order_can_be_shipped'
  | 'a_shipped_order_cannot_be_cancelled'

/** An order is placed, confirmed when its goods are set aside, paid and shipped, or cancelled before it is shipped. */
export const order = decider<Order>({
  name: 'order',
  version: 1,
  events: OrderEvents,
  initialState: { stage: 'new' },

  decide: (command, state): Decision<Order> => {
    if (state.stage === 'new') return command.do === 'place' ? place(command) : rejected('there_is_no_such_order')
    switch (command.do) {
      case 'place':
        return rejected('the_order_was_placed_before')
      case 'confirm':
        return state.stage === 'placed'
          ? { events: [{ type: 'OrderConfirmed', data: {} }] }
          : rejected('only_a_placed_order_can_be_confirmed')
      case 'pay':
        return state.stage === 'confirmed'
          ? { events: [{ type: 'OrderPaid', data: { cents: state.cents } }] }
          : rejected('only_a_confirmed_order_can_be_paid')
      case 'ship':
        return state.stage === 'paid'
          ? { events: [{ type: 'OrderShipped', data: { carrier: command.carrier } }] }
          : rejected('only_a_paid_order_can_be_shipped')
      case 'cancel':
        if (state.stage === 'shipped') return rejected('a_shipped_order_cannot_be_cancelled')
        if (state.stage === 'cancelled') return { events: [] }
        return { events: [{ type: 'OrderCancelled', data: { product: state.product, because: command.because } }] }
      default:
        return command satisfies never
    }
  },

  evolve: (state, event) => {
    switch (event.type) {
      case 'OrderPlaced':
        return { stage: 'placed', product: event.data.product, cents: event.data.cents }
      case 'OrderConfirmed':
        return reached(state, 'confirmed')
      case 'OrderPaid':
        return reached(state, 'paid')
      case 'OrderShipped':
        return reached(state, 'shipped')
      case 'OrderCancelled':
        return reached(state, 'cancelled')
      default:
        return event satisfies never
    }
  },
})

const place = ({ customer, product, quantity }: Extract<OrderCommand, { do: 'place' }>): Decision<Order> => ({
  events: [{ type: 'OrderPlaced', data: { customer, product, quantity, cents: quantity * PRICES[product] } }],
})

const rejected = (reason: OrderRejection): Decision<Order> => ({ rejected: reason })

const reached = (state: OrderState, stage: Stage): OrderState => (state.stage === 'new' ? state : { ...state, stage })
