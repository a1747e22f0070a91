import type { ProjectionEntry } from 'tenon/run'
import { delaysIn, filling } from './service/delays.ts'
import { configAt, delaysBeside, flightsOn, usualPlace } from './service/flights.ts'

const config = configAt(usualPlace, false)
if (!config.fits) throw new TypeError(config.says)

/** The stores that the command line opens with `--config examples/flights/tenon.config.ts`. */
export const stores = {
  flights: flightsOn(config.value, {
    attempts: 3,
    attemptMs: 10_000,
    deadlineMs: 30_000,
    backoffMs: 10,
    maxBackoffMs: 1_000,
    concurrency: 64,
  }),
}

/** The projections that `tenon project` runs with the same option. */
export const projections = {
  delays: { events: stores.flights, model: delaysIn(delaysBeside(usualPlace)), settings: filling },
} satisfies Record<string, ProjectionEntry>
