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

  // @ts-expect-error `expectedRevision` may not be left out
  await store.append({ stream, events: [event] })

  // @ts-expect-error there is no such word
  await store.append({ stream, expectedRevision: 'none', events: [event] })

  // @ts-expect-error a revision is a number
  await store.append({ stream, expectedRevision: '3', events: [event] })

  // @ts-expect-error an event needs metadata
  await store.append({ stream, expectedRevision: 'any', events: [{ id: event.id, type: 'T', data: 1 }] })

  // @ts-expect-error an event has no such field
  await store.append({ stream, expectedRevision: 'any', events: [{ ...event, at: 7 }] })

  // @ts-expect-error a bigint is not JSON
  await store.append({ stream, expectedRevision: 'any', events: [{ ...event, data: 7n }] })

  // @ts-expect-error undefined is not JSON
  await store.append({ stream, expectedRevision: 'any', events: [{ ...event, data: undefined }] })

  // @ts-expect-error metadata is an object
  await store.append({ stream, expectedRevision: 'any', events: [{ ...event, metadata: 'text' }] })

  // @ts-expect-error no field of the call options may be left out
  await store.append({ stream, expectedRevision: 'any', events: [event] }, { deadlineMs: 9 })

  // @ts-expect-error there is no such operation
  await store.push({ stream, events: [event] })

  const outcome = await store.append({ stream, expectedRevision: 'no_stream', events: [event] })

  // @ts-expect-error it may not have been appended: check `kind` first
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

/** A switch without one of the kinds does not compile. */
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

/** Every outcome of a read. */
export const reads = async (store: EventStore): Promise<readonly RecordedEvent[]> => {
  // @ts-expect-error no field of a read may be left out
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

  // @ts-expect-error the list of events is readonly
  outcome.events.push(first)

  // @ts-expect-error a recorded event is readonly
  first.type = 'OrderLost'

  // @ts-expect-error data is JSON of unknown shape
  const _customer: string = first.data.customer

  const data: Json = first.data
  if (typeof data === 'object' && data !== null && !Array.isArray(data) && 'customer' in data) {
    // @ts-expect-error JSON that was read is readonly
    data.customer = 'somebody else'
  }
  return outcome.events
}

/** Every item of a subscription. */
export const follows = async (store: EventStore): Promise<void> => {
  const items: AsyncIterable<unknown> = store.subscribe({ after: 'start', filter: { streams: 'all', types: 'all' } })
  void items

  // @ts-expect-error no part of a filter may be left out
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
