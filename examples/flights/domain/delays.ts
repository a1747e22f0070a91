import { projection } from 'tenon'
import { AIRPORTS, type Flight, FlightEvents } from './flight.ts'

/** The delay by airport is made from every departure. */
export const delays = projection({
  name: 'delays',
  version: 1,
  events: FlightEvents,
  filter: { streams: { prefix: AIRPORTS }, types: ['FlightDeparted'] },
  unreadable: 'stop',
  unknownType: 'stop',
})

/** Returns whether a flight was more than 15 minutes late. */
export const isLate = ({ delay }: Flight): boolean => delay > 15
