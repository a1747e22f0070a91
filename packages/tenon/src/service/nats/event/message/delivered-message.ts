import type { Msg } from '@nats-io/transport-node'
import { headingIn, type Stored } from './message.ts'

/** A message delivered by a consumer. */
export interface Delivered extends Stored {
  /** How many messages the consumer has delivered, including this one. */
  readonly delivered: number
  /** How many more messages there are for the consumer, as far as its server knows. */
  readonly pending: number
}

/** Reads a message that a consumer delivered. Returns nothing for anything else, such as a status. */
export const deliveredIn = (message: Msg): Delivered | undefined => {
  const { reply = '' } = message
  if (!reply.startsWith('$JS.ACK.')) return undefined
  const tokens = reply.split('.')
  // The longer form also names the domain and the account.
  const from = tokens.length === 9 ? 5 : 7
  const [sequence, delivered, at, pending] = [tokens[from], tokens[from + 1], tokens[from + 2], tokens[from + 3]]
  if (sequence === undefined || delivered === undefined || at === undefined || pending === undefined) return undefined
  const body = textOf(message.data)
  return {
    kind: 'stored',
    subject: message.subject,
    sequence: Number(sequence),
    // Nanoseconds as a number would be rounded, sometimes up to the next millisecond.
    at: Number(at.slice(0, -6)),
    size: body.length,
    heading: headingIn(body),
    delivered: Number(delivered),
    pending: Number(pending),
  }
}

/** Reads a message that answers a direct get. Returns nothing for anything else, such as a status. */
export const directIn = (message: Msg): Stored | undefined => {
  const { headers } = message
  if (headers === undefined || headers.code !== 0 || !headers.has('Nats-Sequence')) return undefined
  const body = textOf(message.data)
  return {
    kind: 'stored',
    subject: headers.get('Nats-Subject'),
    sequence: Number(headers.get('Nats-Sequence')),
    at: Math.floor(Date.parse(headers.get('Nats-Time-Stamp'))),
    size: body.length,
    heading: headingIn(body),
  }
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
