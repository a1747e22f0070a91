import type { EventStore, Position, Subscribe } from 'tenon'
import { OrderEvents, ORDERS } from '../domain/order-events.ts'
import { react } from '../domain/reservation.ts'
import { whyOpen } from './why-open.ts'

/** How following the orders ended. */
export type Followed =
  /** Every order event up to this position was reacted to. */
  | { readonly kind: 'caught_up'; readonly position: Position | 'start' }
  | { readonly kind: 'stopped'; readonly says: string }

/**
 * Reacts to each order event after a position, one after the other: to those that are there, and with `until: 'stopped'`
 * also to new ones, until the signal fires. It may begin at the start each time, because a reaction that is repeated
 * changes nothing.
 */
export const followOrders = async (
  shop: EventStore,
  after: Position | 'start',
  until: 'caught_up' | 'stopped',
  signal: AbortSignal,
): Promise<Followed> => {
  for await (const item of shop.subscribe({ after, filter: ORDER_EVENTS }, { signal, deadlineMs: null })) {
    if (item.kind === 'caught_up') {
      if (until === 'caught_up') return item
    } else if (item.kind === 'event') {
      const read = OrderEvents.read(item.event)
      const why = whyOpen(read.kind === 'event' ? await react(shop, read.event) : read)
      if (why !== null) return { kind: 'stopped', says: why }
    } else return { kind: 'stopped', says: 'says' in item ? item.says : `The log is ${item.kind}.` }
  }
  return { kind: 'stopped', says: 'The orders are not followed any more.' }
}

const ORDER_EVENTS: Subscribe['filter'] = { streams: { prefix: ORDERS }, types: OrderEvents.names }
