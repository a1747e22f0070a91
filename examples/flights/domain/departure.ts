import type { EventStore, EventStoreFailed } from 'tenon'
import { airportOf, type Flight, FlightEvents } from './flight.ts'
import type { Unfit } from './history.ts'

/** A flight that departed, and the id of the event that says so. */
export interface Departure {
  readonly id: string
  readonly flight: Flight
}

/** The result of recording a departure: stored now, stored before, or not stored. */
export type Recorded = { readonly kind: 'appended' } | { readonly kind: 'repeated' } | Unfit | EventStoreFailed

/** Records a departure. Its place, from 0, is its number among all departures from the same airport. */
export const recordDeparture = async (
  flights: EventStore,
  { id, flight }: Departure,
  place: number,
): Promise<Recorded> => {
  const written = FlightEvents.write('FlightDeparted', flight)
  if (written.kind === 'unfit') return written
  const { type, data, schema } = written
  const stream = airportOf(flight)
  const outcome = await flights.append({
    stream,
    // Each flight has one place, so the append states it. A second run finds the id there and gets `repeated`, an
    // append whose answer was lost can be sent again, and no flight overtakes another. `any` would promise none of that
    // without `dedupe: 'forever'`.
    expectedRevision: place === 0 ? 'no_stream' : place - 1,
    events: [{ id, type, data, metadata: { schema } }],
  })
  switch (outcome.kind) {
    case 'appended':
      return { kind: outcome.repeated ? 'repeated' : 'appended' }
    case 'conflict':
      return { kind: 'unfit', says: `${stream} holds something else where flight ${id} belongs, at revision ${place}.` }
    case 'id_reused':
      return { kind: 'unfit', says: `Flight ${id} of ${stream} is already stored at another place.` }
    case 'failed':
      return outcome
    default:
      return outcome satisfies never
  }
}
