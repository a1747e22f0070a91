import type { EventStore, EventStoreFailed, ReadAll, ReadAllResult } from 'tenon'
import { type Delay, evolve, initial } from './delay.ts'
import { AIRPORTS, isFlightDeparted } from './flight.ts'
import type { Unfit } from './history.ts'

/** The delay by airport. */
export interface Delays {
  readonly kind: 'delays'
  readonly airports: ReadonlyMap<string, Delay>
  /** How many events were read. */
  readonly events: number
}

/** Reads every departure in the store, page by page, and folds it into the delay of its airport. */
export const readDelays = async (flights: EventStore): Promise<Delays | Unfit | EventStoreFailed> => {
  const airports = new Map<string, Delay>()
  let events = 0
  let after: ReadAll['after'] = 'start'
  for (;;) {
    const page: ReadAllResult | EventStoreFailed = await flights.read_all({ after, filter: DEPARTURES, limit: 1000 })
    switch (page.kind) {
      case 'page':
        for (const { data, position } of page.events) {
          if (!isFlightDeparted(data))
            return { kind: 'unfit', says: `The event at position ${position} is not the departure of a flight.` }
          airports.set(data.origin, evolve(airports.get(data.origin) ?? initial, data))
        }
        events += page.events.length
        after = page.next
        if (page.caughtUp) return { kind: 'delays', airports, events }
        break
      case 'truncated':
        return { kind: 'unfit', says: `The flights before position ${page.first} were removed.` }
      case 'ahead':
        return { kind: 'unfit', says: `The log ended at position ${page.head}, before a position that had been read.` }
      case 'failed':
        return page
      default:
        return page satisfies never
    }
  }
}

const DEPARTURES: ReadAll['filter'] = { streams: { prefix: AIRPORTS }, types: ['FlightDeparted'] }
