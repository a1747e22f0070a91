import { EventStore, EventStoreFailure, type Json, type RecordedEvent } from 'tenon'

interface OrderPlaced {
  readonly customer: string
  readonly lines: readonly { readonly article: string; readonly count: number }[]
}

const event = { id: '8f14e45f-ceea-467f-8c8a-3d3f3c1c2b1a', type: 'OrderPlaced', data: {}, metadata: {} } as const

/** Appends as users write them. */
export const appends = async (store: EventStore, placed: OrderPlaced): Promise<string> => {
  const stream = 'order-7'
  await store.append({ stream, expectedRevision: 'any', events: [{ ...event, data: placed }] })
  for (const data of ['text', 7, true, null, [1, 'two'], { deep: { er: [placed] } }]) {
    await store.append({ stream, expectedRevision: 3, events: [{ ...event, data }] })
  }
  await store.append(
    { stream, expectedRevision: 'stream_exists', events: [event] },
    { signal: AbortSignal.timeout(9), deadlineMs: null },
  )

  // @ts-expect-error what is expected of the stream is always stated
  await store.append({ stream, events: [event] })

  // @ts-expect-error there is no such word
  await store.append({ stream, expectedRevision: 'none', events: [event] })

  // @ts-expect-error a revision is a number
  await store.append({ stream, expectedRevision: '3', events: [event] })

  // @ts-expect-error an event states its metadata
  await store.append({ stream, expectedRevision: 'any', events: [{ id: event.id, type: 'T', data: 1 }] })

  // @ts-expect-error an event has no such field
  await store.append({ stream, expectedRevision: 'any', events: [{ ...event, at: 7 }] })

  // @ts-expect-error a bigint is no JSON
  await store.append({ stream, expectedRevision: 'any', events: [{ ...event, data: 7n }] })

  // @ts-expect-error undefined is no JSON
  await store.append({ stream, expectedRevision: 'any', events: [{ ...event, data: undefined }] })

  // @ts-expect-error metadata is an object
  await store.append({ stream, expectedRevision: 'any', events: [{ ...event, metadata: 'text' }] })

  // @ts-expect-error both fields of a call are stated
  await store.append({ stream, expectedRevision: 'any', events: [event] }, { deadlineMs: 9 })

  // @ts-expect-error there is no such operation
  await store.push({ stream, events: [event] })

  const outcome = await store.append({ stream, expectedRevision: 'no_stream', events: [event] })

  // @ts-expect-error it may not have been appended: look at `kind` first
  const _unchecked: number = outcome.revision

  switch (outcome.kind) {
    case 'appended':
      return `${outcome.revision} ${outcome.position} ${outcome.repeated}`
    case 'conflict':
      return `${outcome.actual}`
    case 'id_reused':
      return outcome.id
    case 'failed':
      return outcome.failure
    default:
      return outcome satisfies never
  }
}

/** A switch that forgets a kind does not compile. */
export const forgets = async (store: EventStore): Promise<string> => {
  const outcome = await store.append({ stream: 'a', expectedRevision: 'any', events: [event] })
  switch (outcome.kind) {
    case 'appended':
      return 'appended'
    case 'failed':
      return 'failed'
    default:
      // @ts-expect-error `conflict` and `id_reused` are left over
      return outcome satisfies never
  }
}

/** All that can come of a read. */
export const reads = async (store: EventStore): Promise<readonly RecordedEvent[]> => {
  // @ts-expect-error every field of a read is stated
  await store.read({ stream: 'a', from: 'start', direction: 'forward' })

  const outcome = await store.read({ stream: 'a', from: 'start', direction: 'forward', limit: 10 })
  switch (outcome.kind) {
    case 'page':
      break
    case 'no_stream':
    case 'truncated':
    case 'failed':
      return []
    default:
      return outcome satisfies never
  }
  const [first] = outcome.events
  if (first === undefined) return []

  // @ts-expect-error events come back readonly
  outcome.events.push(first)

  // @ts-expect-error an event that was read cannot be changed
  first.type = 'OrderLost'

  // @ts-expect-error data comes back as JSON: nobody has checked yet what it holds
  const _customer: string = first.data.customer

  const data: Json = first.data
  if (typeof data === 'object' && data !== null && !Array.isArray(data) && 'customer' in data) {
    // @ts-expect-error nor can what is in it
    data.customer = 'somebody else'
  }
  return outcome.events
}

/** All that a subscription gives, one after the other. */
export const follows = async (store: EventStore): Promise<void> => {
  const items: AsyncIterable<unknown> = store.subscribe({ after: 'start', filter: { streams: 'all', types: 'all' } })
  void items

  // @ts-expect-error a filter states both of its parts
  store.subscribe({ after: 'start', filter: { streams: 'all' } })

  for await (const item of store.subscribe({ after: 7, filter: { streams: { prefix: 'order-' }, types: ['T'] } })) {
    switch (item.kind) {
      case 'event':
        void (item.event.position satisfies number)
        break
      case 'caught_up':
        void (item.position satisfies number | 'start')
        break
      case 'truncated':
      case 'ahead':
      case 'failed':
        return
      default:
        item satisfies never
    }
  }
}

/** The words of failures, as constants and as a union. */
export const lost: 'connection_lost' = EventStoreFailure.ConnectionLost

/** Each is a value of the union of the same name. */
export const words: readonly EventStoreFailure[] = [EventStoreFailure.Timeout, 'timeout', 'not_found']

// @ts-expect-error there is no such word
export const unknown: EventStoreFailure = 'haunted'

// @ts-expect-error there is no such constant
export const missing = EventStoreFailure.Haunted

// @ts-expect-error the constants cannot be changed
EventStoreFailure.Timeout = 'timeout'

/** The declaration and the typed store share one name. */
export const declaration: 'event_store' = EventStore.name
