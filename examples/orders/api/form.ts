import { check } from 'tenon'
import { z } from 'zod'
import { Product, Quantity } from '../domain/catalogue.ts'
import type { OrderCommand } from '../domain/order.ts'

/** A command for an order, as a form of the page states it. */
export interface Asked {
  readonly kind: 'asked'
  readonly id: string
  readonly command: OrderCommand
  readonly commandId: string
}

/** Reads a form that the page has sent. */
export const readForm = (body: string): Asked | { readonly kind: 'unfit'; readonly says: string } => {
  const fields = Object.fromEntries(new URLSearchParams(body))
  const sent = check(Sent, fields)
  if (!sent.fits) return { kind: 'unfit', says: sent.says }
  const command = check(Command, fields)
  if (!command.fits) return { kind: 'unfit', says: command.says }
  const { order, token } = sent.value
  return { kind: 'asked', id: order, command: command.value, commandId: `${token}-${command.value.do}` }
}

/** What each form sends: which order it is about, and a token that is new each time the page is made. */
const Sent = z.object({ order: z.string().regex(/^[\w-]{1,40}$/), token: z.uuid() })

const Text = z.string().trim().min(1).max(100)

const Command = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('place'),
    customer: Text,
    product: Product,
    quantity: z.coerce.number().pipe(Quantity.max(1_000)),
  }),
  z.object({ do: z.literal('pay') }),
  z.object({ do: z.literal('ship'), carrier: Text }),
  z.object({ do: z.literal('cancel'), because: z.literal('by_customer') }),
])
