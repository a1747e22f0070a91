import type { Effect, Evidence, Failed } from '../../domain/capability/failure.ts'
import type { CommonFailure } from '../../domain/vocabulary/failures.ts'
import { messageOf } from '../../domain/data/message-of.ts'

/** The failures that SQLite can give. */
export const failures = Object.freeze([
  'not_found',
  'permission_denied',
  'unavailable',
  'busy',
  'full',
  'misconfigured',
  'too_large',
  'corrupted',
  'cancelled',
  'closed',
  'unclassified',
] as const satisfies CommonFailure[])

/** A failure that SQLite can give. */
export type SqliteFailure = (typeof failures)[number]

/** The outcome of a call that failed, for the operations of any capability. */
export interface SqliteFailed<Operation extends string = 'open'> extends Failed<SqliteFailure> {
  readonly operation: Operation
}

/**
 * SQLite's primary result codes, and the failure for each. All others are `unclassified`.
 * https://sqlite.org/rescode.html
 */
const PRIMARY: { readonly [code: number]: readonly [name: string, failure: SqliteFailure] } = {
  3: ['SQLITE_PERM', 'permission_denied'],
  5: ['SQLITE_BUSY', 'busy'],
  6: ['SQLITE_LOCKED', 'busy'],
  7: ['SQLITE_NOMEM', 'unavailable'],
  8: ['SQLITE_READONLY', 'permission_denied'],
  10: ['SQLITE_IOERR', 'corrupted'],
  11: ['SQLITE_CORRUPT', 'corrupted'],
  13: ['SQLITE_FULL', 'full'],
  14: ['SQLITE_CANTOPEN', 'unavailable'],
  15: ['SQLITE_PROTOCOL', 'busy'],
  18: ['SQLITE_TOOBIG', 'too_large'],
  23: ['SQLITE_AUTH', 'permission_denied'],
  26: ['SQLITE_NOTADB', 'corrupted'],
}

/** The extended result codes whose failure differs from that of their primary code. */
const EXTENDED: { readonly [code: number]: readonly [name: string, failure: SqliteFailure] } = {
  1032: ['SQLITE_READONLY_DBMOVED', 'corrupted'],
  1544: ['SQLITE_READONLY_DIRECTORY', 'permission_denied'],
  3082: ['SQLITE_IOERR_NOMEM', 'unavailable'],
}

/** The failures for errors of the file system, by the system's codes. */
const SYSTEM: { readonly [code: string]: SqliteFailure } = {
  ENOENT: 'not_found',
  ENOTDIR: 'not_found',
  EACCES: 'permission_denied',
  EPERM: 'permission_denied',
  EROFS: 'permission_denied',
  EMFILE: 'unavailable',
  ENFILE: 'unavailable',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EIO: 'corrupted',
  ELOOP: 'misconfigured',
  ENAMETOOLONG: 'misconfigured',
}

const NOT_A_DATABASE = 26
const UNIQUE = 2067
const BUSY_SNAPSHOT = 517
const NO_ROOM_FOR_INDEX = 4874
const NO_MEMORY: ReadonlySet<number> = new Set([7, 3082])

/**
 * Maps an error of SQLite or of the file system to a failure, by its code. Never leaves one unmapped. `effect` is the
 * effect that a write with this error may have had.
 */
export const failureOf = <Operation extends string>(
  error: unknown,
  operation: Operation,
  path: string,
  effect: Effect,
): SqliteFailed<Operation> => {
  const { failure, evidence } = classify(error, operation, effect)
  return {
    kind: 'failed',
    failure,
    effect: failure === 'unclassified' ? 'unknown' : failure === 'corrupted' ? effect : 'none',
    operation,
    says: `${operation}: ${SAYS[failure] ?? SAYS.unclassified}`.replace('%', () => path),
    retryAfterMs: null,
    evidence,
  }
}

/** Makes the outcome for a failure that Tenon found itself, without an error of SQLite. */
export const found = <Operation extends string>(
  failure: SqliteFailure,
  operation: Operation,
  says: string,
  effect: Effect = 'none',
): SqliteFailed<Operation> => ({
  kind: 'failed',
  failure,
  effect,
  operation,
  says: `${operation}: ${says}`,
  retryAfterMs: null,
  evidence: null,
})

/** Returns a failure as that of another operation, because the failure of a transaction is that of all its writes. */
export const ofOperation = <Given extends { readonly operation: string; readonly says: string }, Name extends string>(
  failure: Given,
  operation: Name,
): Given & { readonly operation: Name } => ({
  ...failure,
  operation,
  says: `${operation}${failure.says.slice(failure.operation.length)}`,
})

/** Returns whether an error means that another connection holds the lock. */
export const isBusy = (error: unknown): boolean => {
  const primary = (resultCode(error) ?? 0) & 0xff
  return primary === 5 || primary === 6 || primary === 15
}

/** Returns whether an error means that a query of the same connection is half read, and keeps it at an old state. */
export const isOutdated = (error: unknown): boolean => resultCode(error) === BUSY_SNAPSHOT

/** Returns whether an error of SQLite comes from the file or the machine, and not from the statement that met it. */
export const isOfTheFile = (error: unknown): boolean => OF_THE_FILE.has((resultCode(error) ?? 0) & 0xff)

/** Returns whether an error means that a value that must be unique exists already. */
export const isTaken = (error: unknown): boolean => resultCode(error) === UNIQUE

/** SQLite's primary result codes for a lock, memory, the disk, and the bytes of the file. */
const OF_THE_FILE: ReadonlySet<number> = new Set([5, 7, 8, 10, 11, 13, 14, 15, 26])

const SAYS: { readonly [failure: string]: string } = {
  not_found: '% does not exist. Make it, or its folder, or correct the path.',
  permission_denied:
    'this user is not allowed to use %. Allow it to use the file and its folder, where SQLite keeps its log, or run as another user.',
  unavailable:
    'the machine cannot serve % now: it is out of memory or of file handles. Try again, and check its limits.',
  busy: 'another process held % the whole time. Try again.',
  full: 'no room is left for %. Free some space, or raise its limit; then make the same call again.',
  misconfigured: '% is not a database of Tenon. Correct the path; the file was not changed.',
  too_large: 'this is larger than % can hold in one value.',
  corrupted:
    '% cannot be trusted: reading or writing it failed. Stop, check the disk, and open the file again or restore it.',
  unclassified: 'SQLite gave an error for % that this binding does not know. Please report its evidence.',
}

const classify = (
  error: unknown,
  operation: string,
  effect: Effect,
): { failure: SqliteFailure; evidence: Evidence } => {
  const message = messageOf(error)
  const code = resultCode(error)
  if (code === undefined) {
    const system = systemCode(error)
    return { failure: SYSTEM[system] ?? 'unclassified', evidence: { technology: 'sqlite', code: system, message } }
  }
  const [name, failure] = EXTENDED[code] ?? PRIMARY[code & 0xff] ?? ['SQLITE_ERROR', 'unclassified']
  const evidence = { technology: 'sqlite', code: `${name} (${code})`, message }
  // The log's index could not grow, or memory ran out. At COMMIT the writes may be in the log already; before it,
  // nothing was done.
  if (code === NO_ROOM_FOR_INDEX && effect === 'none') return { failure: 'full', evidence }
  if (NO_MEMORY.has(code) && effect === 'unknown') return { failure: 'corrupted', evidence }
  // Before a file is open, a file that is no database means a wrong path, not a damaged store.
  if (operation === 'open' && (code & 0xff) === NOT_A_DATABASE) return { failure: 'misconfigured', evidence }
  return { failure, evidence }
}

const resultCode = (error: unknown): number | undefined => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'errcode') : undefined
  return typeof code === 'number' ? code : undefined
}

const systemCode = (error: unknown): string => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : 'unknown'
}
