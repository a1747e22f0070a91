import type { Event, Json } from 'tenon'

/** A flight departed: the data of the event of that name. */
export interface FlightDeparted {
  /** When, in the origin's local time: `2001/01/01 00:47`. */
  readonly date: string
  /** Minutes late; below 0 is early. */
  readonly delay: number
  /** Miles. */
  readonly distance: number
  /** An airport's code, such as `DTW`. */
  readonly origin: string
  readonly destination: string
}

/** The prefix of the streams of airports. */
export const AIRPORTS = 'airport-'

/** The stream of the airport that a flight departed from. */
export const airportOf = ({ origin }: FlightDeparted): string => `${AIRPORTS}${origin}`

/** The event of a departure. */
export const flightDeparted = (id: string, flight: FlightDeparted): Event => ({
  id,
  type: 'FlightDeparted',
  data: flight,
  metadata: {},
})

/** Tells whether an event's data is a departure. Other programs may write to the same store. */
export const isFlightDeparted = (data: Json): data is Json & FlightDeparted =>
  typeof data === 'object' &&
  data !== null &&
  'date' in data &&
  typeof data.date === 'string' &&
  'delay' in data &&
  typeof data.delay === 'number' &&
  'distance' in data &&
  typeof data.distance === 'number' &&
  'origin' in data &&
  typeof data.origin === 'string' &&
  'destination' in data &&
  typeof data.destination === 'string'
