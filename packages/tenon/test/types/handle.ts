import { type EventStore, handle, handleFromSnapshot, type KeyValue, type RecordedEvent } from 'tenon'
import * as v from 'valibot'
import { type } from 'arktype'
import { z } from 'zod'
import { order } from './decider.ts'

const handling = { stream: 'order-1', commandId: 'c-1', metadata: {}, attempts: 3 } as const

/** Each outcome has the types of the decider. */
export const said = async (store: EventStore): Promise<string> => {
  const outcome = await handle(store, order, { ...handling, command: { do: 'place', lines: 1 } })
  switch (outcome.kind) {
    case 'decided':
      return outcome.events.map((event) => (event.type === 'OrderPlaced' ? event.data.currency : event.id)).join()
    case 'repeated':
      return outcome.events.map((event) => (event.type === 'OrderPlaced' ? event.recordedAt : event.stream)).join()
    case 'nothing':
      return ''
    case 'rejected':
      return outcome.reason satisfies 'placed_before' | 'not_placed'
    case 'contended':
      return String(outcome.actual satisfies number | 'no_stream')
    case 'unreadable':
      return (outcome.recorded satisfies RecordedEvent).id
    case 'defect':
      return outcome.says
    case 'failed':
      return outcome.failure
    default:
      return outcome satisfies never
  }
}

/** The schema of the state may be of any library. */
export const fromSnapshots = async (store: EventStore, entries: KeyValue): Promise<void> => {
  const command = { do: 'ship', carrier: 'post' } as const
  const kept = { entries, every: 100, recognise: 1_000 }
  for (const state of [
    z.enum(['none', 'placed', 'shipped']),
    v.picklist(['none', 'placed', 'shipped']),
    type("'none' | 'placed' | 'shipped'"),
  ])
    await handleFromSnapshot(store, { ...kept, state }, order, { ...handling, command })
  // @ts-expect-error -- the schema of another state
  await handleFromSnapshot(store, { ...kept, state: z.number() }, order, { ...handling, command })
  // @ts-expect-error -- a command that the decider does not know
  await handle(store, order, { ...handling, command: { do: 'burn' } })
}
