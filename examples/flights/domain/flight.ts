import { eventTypes } from 'tenon'
import { z } from 'zod'

/** The departure of a flight. */
export const Flight = z
  .strictObject({
    /** When, in the origin's local time: `2001/01/01 00:47`. */
    date: z.string(),
    /** Minutes late; below 0 is early. */
    delay: z.int(),
    /** Miles. */
    distance: z.int(),
    /** An airport's code, such as `DTW`. */
    origin: z.string(),
    destination: z.string(),
  })
  .readonly()
export type Flight = z.infer<typeof Flight>

/** What happens to flights. */
export const FlightEvents = eventTypes({ FlightDeparted: { version: 1, data: Flight, from: {} } })

/** The prefix of the streams of airports. */
export const AIRPORTS = 'airport-'

/** The stream of the airport that a flight departed from. */
export const airportOf = ({ origin }: Flight): string => `${AIRPORTS}${origin}`
