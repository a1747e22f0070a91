import type { Json, RecordedEvent } from 'tenon'

/** Returns an event as a store returns it: at revision 3 of `order-7`. */
export const recorded = (type: string, data: Json, metadata: RecordedEvent['metadata']): RecordedEvent => ({
  id: '0b7f2c1e-6a38-4c2e-9a55-0c3c7e6d5f10',
  type,
  data,
  metadata,
  stream: 'order-7',
  revision: 3,
  position: 12,
  recordedAt: 1_700_000_000_000,
})
