import type { EventStore, EventStoreFailed } from 'tenon'
import { type Departure, recordDeparture } from './departure.ts'
import { airportOf } from './flight.ts'
import type { Unfit } from './history.ts'

/** Every departure is in the store. */
export interface Imported {
  readonly kind: 'imported'
  /** Stored by this import. */
  readonly appended: number
  /** Found there already. */
  readonly repeated: number
}

/**
 * Records departures: those of one airport one after the other, in the given order, and the airports at the same time.
 * The `concurrency` of the store's policy limits how many appends run at once. Calls `tell` after each departure that
 * is stored.
 */
export const importDepartures = async (
  flights: EventStore,
  departures: readonly Departure[],
  tell: () => void,
): Promise<Imported | Unfit | EventStoreFailed> => {
  const airports = Map.groupBy(departures, ({ flight }) => airportOf(flight))
  const outcomes = await Promise.all([...airports.values()].map((some) => importAirport(flights, some, tell)))
  let [appended, repeated] = [0, 0]
  for (const outcome of outcomes) {
    if (outcome.kind !== 'imported') return outcome
    appended += outcome.appended
    repeated += outcome.repeated
  }
  return { kind: 'imported', appended, repeated }
}

/** Stops at the first departure that is not stored, because those after it have lost their place. */
const importAirport = async (
  flights: EventStore,
  departures: readonly Departure[],
  tell: () => void,
): Promise<Imported | Unfit | EventStoreFailed> => {
  const count = { appended: 0, repeated: 0 }
  for (const [place, departure] of departures.entries()) {
    const recorded = await recordDeparture(flights, departure, place)
    switch (recorded.kind) {
      case 'appended':
      case 'repeated':
        count[recorded.kind] += 1
        tell()
        break
      case 'unfit':
      case 'failed':
        return recorded
      default:
        return recorded satisfies never
    }
  }
  return { kind: 'imported', ...count }
}
