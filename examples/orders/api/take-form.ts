import type { EventStore, Handled } from 'tenon'
import { reached, type ReadModel } from 'tenon/run'
import { askOrder } from '../domain/desk.ts'
import type { Order } from '../domain/order.ts'
import { readForm } from './form.ts'

/**
 * Takes a form that the page has sent. Returns what became of its command, in a sentence, when the order book shows it.
 */
export const takeForm = async (shop: EventStore, book: ReadModel, form: string): Promise<string> => {
  const asked = readForm(form)
  if (asked.kind === 'unfit') return `This form cannot be taken: ${asked.says}.`
  const { id, command, commandId } = asked
  const handled = await askOrder(shop, id, command, commandId)
  if (handled.kind === 'decided') await reached(book, handled.position, { signal: null, deadlineMs: 5_000 })
  return `Order ${id}: ${sentence(handled)}`
}

const sentence = (handled: Handled<Order>): string => {
  switch (handled.kind) {
    case 'decided':
      return `${handled.events.map(({ type }) => type).join(', ')}.`
    case 'repeated':
      return 'this was asked before, and nothing was done twice.'
    case 'nothing':
      return 'there was nothing to do.'
    case 'rejected':
      return `${handled.reason.replaceAll('_', ' ')}.`
    case 'contended':
      return 'others changed it at the same time. Try again.'
    case 'unreadable':
    case 'defect':
    case 'failed':
      return handled.says
    default:
      return handled satisfies never
  }
}
