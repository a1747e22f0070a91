import type { EventStore, Position } from 'tenon'
import { askOrder, receive } from '../domain/desk.ts'
import { AFTERNOON, type Asked, DELIVERIES, type Delivery, MORNING } from '../domain/opening-day.ts'
import type { Reaction } from '../domain/reservation.ts'
import { followOrders } from './follow-orders.ts'
import { whyOpen } from './why-open.ts'

/** How the opening day went. */
export type OpeningDay =
  | {
      readonly kind: 'over'
      /** How many commands were decided now, and how many had been decided by an earlier run. */
      readonly count: { readonly decided: number; readonly repeated: number }
      /** Every order event up to this position was reacted to. */
      readonly position: Position | 'start'
    }
  | { readonly kind: 'stopped'; readonly says: string }

/**
 * Plays the opening day: the deliveries and the orders of the morning, then the reactions to them, then the afternoon.
 * Each command has an id that never changes, so a second run finds all of them decided and changes nothing.
 */
export const playOpeningDay = async (shop: EventStore, signal: AbortSignal): Promise<OpeningDay> => {
  const count = { decided: 0, repeated: 0 }
  const play = async (commands: readonly (() => Promise<Reaction>)[]): Promise<string | null> => {
    for (const command of commands) {
      const handled = await command()
      const why = whyOpen(handled)
      if (why !== null) return why
      if (handled.kind === 'decided' || handled.kind === 'repeated') count[handled.kind] += 1
    }
    return null
  }
  const deliver =
    ({ product, quantity }: Delivery) =>
    () =>
      receive(shop, product, quantity, `opening-day-${product}`)
  const ask =
    ({ id, command }: Asked) =>
    () =>
      askOrder(shop, id, command, `opening-day-${id}-${command.do}`)

  const morning = await play([...DELIVERIES.map(deliver), ...MORNING.map(ask)])
  if (morning !== null) return { kind: 'stopped', says: morning }
  const reactions = await followOrders(shop, 'start', 'caught_up', signal)
  if (reactions.kind === 'stopped') return reactions
  const afternoon = await play(AFTERNOON.map(ask))
  if (afternoon !== null) return { kind: 'stopped', says: afternoon }
  return { kind: 'over', count, position: reactions.position }
}
