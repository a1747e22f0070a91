import type { FlightDeparted } from './flight.ts'

/** The delay of the flights from one airport: a projection, kept by folding departures into it. */
export interface Delay {
  readonly flights: number
  /** Minutes, of all flights together. */
  readonly minutes: number
  /** Minutes, of the latest flight. */
  readonly worst: number
  /** How many flights were more than 15 minutes late. */
  readonly late: number
}

/** The delay before the first flight. */
export const initial: Delay = Object.freeze({ flights: 0, minutes: 0, worst: Number.NEGATIVE_INFINITY, late: 0 })

/** The delay after one more flight. */
export const evolve = (before: Delay, { delay }: FlightDeparted): Delay => ({
  flights: before.flights + 1,
  minutes: before.minutes + delay,
  worst: Math.max(before.worst, delay),
  late: before.late + (delay > LATE ? 1 : 0),
})

/** The mean delay of a flight, in minutes. */
export const mean = ({ minutes, flights }: Delay): number => minutes / flights

/** The share of the flights that were more than 15 minutes late, from 0 to 1. */
export const lateShare = ({ late, flights }: Delay): number => late / flights

const LATE = 15
