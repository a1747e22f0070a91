import { flightsOn } from './service/flights.ts'

/** The stores that the command line opens with `--config examples/flights/tenon.config.ts`. */
export const stores = {
  flights: flightsOn(
    {
      path: 'flights.sqlite',
      create: false,
      access: 'read_write',
      synchronous: 'full',
      dedupe: 'forever',
      busyTimeoutMs: 5_000,
      pollMs: 50,
    },
    { attempts: 3, attemptMs: 10_000, deadlineMs: 30_000, backoffMs: 10, maxBackoffMs: 1_000, concurrency: 64 },
  ),
}
