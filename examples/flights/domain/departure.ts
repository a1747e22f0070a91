import type { EventStore, EventStoreFailed } from 'tenon'
import { airportOf, type FlightDeparted, flightDeparted } from './flight.ts'
import type { Unfit } from './history.ts'

/** A flight that departed, and the id of the event that says so. */
export interface Departure {
  readonly id: string
  readonly flight: FlightDeparted
}

/** What came of recording a departure: stored now, stored before, or not stored. */
export type Recorded = { readonly kind: 'appended' } | { readonly kind: 'repeated' } | Unfit | EventStoreFailed

/** Records a departure at its place, from 0, among all that departed from the same airport. */
export const recordDeparture = async (
  flights: EventStore,
  { id, flight }: Departure,
  place: number,
): Promise<Recorded> => {
  const stream = airportOf(flight)
  const outcome = await flights.append({
    stream,
    // Each flight has one place, so the append names it: a second run finds the id there and is answered `repeated`, a lost answer
    // can be asked for again, and no flight overtakes another. `any` would promise none of that without `dedupe: 'forever'`.
    expectedRevision: place === 0 ? 'no_stream' : place - 1,
    events: [flightDeparted(id, flight)],
  })
  switch (outcome.kind) {
    case 'appended':
      return { kind: outcome.repeated ? 'repeated' : 'appended' }
    case 'conflict':
      return { kind: 'unfit', says: `${stream} holds something else where flight ${id} belongs, at revision ${place}.` }
    case 'id_reused':
      return { kind: 'unfit', says: `Flight ${id} of ${stream} stands at another place already.` }
    case 'failed':
      return outcome
    default:
      return outcome satisfies never
  }
}
