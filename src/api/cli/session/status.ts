import type { EventStoreFailure } from '../../../domain/event/failure.ts'

/** How each failure of an event store is told to other programs: its HTTP status and its exit code, from 10 up in the declared order. */
export const status = Object.freeze({
  timeout: { http: 504, exit: 10 },
  connection_lost: { http: 502, exit: 11 },
  not_found: { http: 404, exit: 12 },
  permission_denied: { http: 403, exit: 13 },
  unauthenticated: { http: 401, exit: 14 },
  unavailable: { http: 503, exit: 15 },
  busy: { http: 503, exit: 16 },
  full: { http: 507, exit: 17 },
  misconfigured: { http: 500, exit: 18 },
  too_large: { http: 413, exit: 19 },
  invalid: { http: 400, exit: 20 },
  unsupported: { http: 501, exit: 21 },
  corrupted: { http: 500, exit: 22 },
  cancelled: { http: 499, exit: 23 },
  closed: { http: 503, exit: 24 },
  unclassified: { http: 500, exit: 25 },
} as const satisfies Record<EventStoreFailure, { http: number; exit: number }>)

/** The exit codes that are no failure of a store. */
export const exits = Object.freeze({
  well: 0,
  /** The store answered, and not what was hoped for: a conflict, an id reused, an absent stream, a log that was cut or is behind; or an examination found something wrong, or a check a broken rule. */
  finding: 1,
  /** The command line, a config or a file is not as it must be, or the store grants less than is needed, or a check could not look at all that it should. */
  usage: 2,
  /** Ended by SIGINT, as shells count it. */
  interrupted: 130,
  /** Ended by SIGTERM, as shells count it. */
  terminated: 143,
} as const)
