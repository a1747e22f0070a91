import { randomUUID } from 'node:crypto'
import type { Append } from 'tenon'
import type { Ready } from './raw.ts'

const STREAMS = 1_000
/** Pads the data and metadata of an event to about 250 bytes of JSON. */
const REFERENCE = 143

/**
 * Makes appends of one event of 250 bytes each, over 1,000 streams, with v4 ids: as a caller states them, and as
 * finished rows.
 */
export class Events {
  #made = 0

  next(count: number): { readonly appends: readonly Append[]; readonly rows: readonly Ready[] } {
    const appends: Append[] = []
    const rows: Ready[] = []
    for (let i = 0; i < count; i += 1) {
      const n = this.#made
      this.#made += 1
      const stream = `account-${n % STREAMS}`
      const revision = Math.floor(n / STREAMS)
      const data = {
        account: n % STREAMS,
        amount: n / 100,
        currency: 'EUR',
        reference: `transfer ${n} `.padEnd(REFERENCE, 'x'),
      }
      const metadata = { correlation: `request-${n}`, actor: 'bench' }
      const event = { id: randomUUID(), type: 'AmountDeposited', data, metadata }
      appends.push({ stream, expectedRevision: revision === 0 ? 'no_stream' : revision - 1, events: [event] })
      rows.push({
        stream,
        revision,
        id: event.id,
        type: event.type,
        data: JSON.stringify(data),
        metadata: JSON.stringify(metadata),
      })
    }
    return { appends, rows }
  }
}
