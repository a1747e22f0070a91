import type { EventStoreFailure } from '../../../domain/event/store.ts'

/** The HTTP status and the exit code of each failure word. Exit codes count up from 10, in the order of the words. */
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

/**
 * Returns the HTTP status and the exit code of a failure word: those of `unclassified` for a word that the table does
 * not have.
 */
export const statusOf = (failure: string): { readonly http: number; readonly exit: number } =>
  KNOWN.get(failure) ?? status.unclassified

const KNOWN: ReadonlyMap<string, { readonly http: number; readonly exit: number }> = new Map(Object.entries(status))
