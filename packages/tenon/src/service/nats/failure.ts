import type { Effect, Evidence, Failed } from '../../domain/capability/failure.ts'
import type { EventStoreFailure } from '../../domain/event/store.ts'
import { messageOf } from '../../domain/data/message-of.ts'

/** The failures that NATS can give. */
export const failures = Object.freeze([
  'timeout',
  'connection_lost',
  'not_found',
  'permission_denied',
  'unauthenticated',
  'unavailable',
  'busy',
  'full',
  'misconfigured',
  'too_large',
  'corrupted',
  'cancelled',
  'closed',
  'unclassified',
] as const satisfies EventStoreFailure[])

/** A failure that NATS can give. */
export type NatsFailure = (typeof failures)[number]

/** The outcome of a call that failed, for the operations of any capability. */
export interface NatsFailed<Operation extends string = 'open'> extends Failed<NatsFailure> {
  readonly operation: Operation
}

/** The error in an answer of JetStream's API. */
export interface ApiError {
  /** Similar to an HTTP status. */
  readonly code: number
  /** JetStream's own code, which is more precise, or 0 if the server gives none. */
  readonly err_code: number
  readonly description: string
}

/**
 * The failures for JetStream's own error codes, for all that a call can meet. A code that is absent here is classified
 * by its status.
 */
const CODES: { readonly [Word in NatsFailure]?: readonly number[] } = {
  not_found: [10059],
  unavailable: [
    10004, 10005, 10008, 10009, 10012, 10014, 10024, 10049, 10063, 10069, 10072, 10118, 10119, 10123, 10124, 10163,
    10194, 10195, 10226,
  ],
  busy: [10158, 10167, 10200, 10210],
  full: [10002, 10023, 10026, 10027, 10028, 10047, 10077, 10113, 10122],
  too_large: [10054, 10097, 10199],
  misconfigured: [
    10003, 10006, 10007, 10010, 10011, 10013, 10025, 10039, 10052, 10055, 10056, 10058, 10060, 10061, 10065, 10070,
    10074, 10076, 10084, 10093, 10098, 10099, 10100, 10101, 10109, 10111, 10120, 10121, 10128, 10136, 10137, 10138,
    10139, 10148, 10149, 10153, 10157, 10165, 10166, 10185, 10193,
  ],
}

const WORD_OF_CODE: ReadonlyMap<number, NatsFailure> = new Map(
  Object.entries(CODES).flatMap(([word, codes]) => codes.map((code) => [code, word as keyof typeof CODES] as const)),
)

/** The failures for a status, used if the server gives no code of its own. */
const STATUS: { readonly [status: number]: NatsFailure } = { 429: 'busy', 503: 'unavailable' }

/** Evidence code, found by Tenon itself: the JetStream stream breaks what the config promises. */
export const DRIFTED = 'drift'
/** Evidence code, found by Tenon itself: the connected server cannot keep what the config promises. */
export const UNFIT = 'server'
/**
 * Evidence code, found by Tenon itself: the servers that keep the JetStream stream run versions of different release
 * lines.
 */
export const MIXED = 'versions'
/**
 * The client's code for a message that it does not send because it exceeds the limit the server announced when it
 * connected.
 */
export const OVERSIZE = 'InvalidArgumentError'

/** The failures for the client's errors, by class, and for the system's, by code. */
const ERRORS: { readonly [code: string]: NatsFailure } = {
  TimeoutError: 'timeout',
  ConnectionError: 'connection_lost',
  ClosedConnectionError: 'connection_lost',
  DrainingConnectionError: 'connection_lost',
  RequestError: 'connection_lost',
  ProtocolError: 'connection_lost',
  AuthorizationError: 'unauthenticated',
  UserAuthenticationExpiredError: 'unauthenticated',
  PermissionViolationError: 'permission_denied',
  [OVERSIZE]: 'misconfigured',
  InvalidSubjectError: 'misconfigured',
  [DRIFTED]: 'misconfigured',
  [MIXED]: 'misconfigured',
  [UNFIT]: 'misconfigured',
  ECONNREFUSED: 'connection_lost',
  ECONNRESET: 'connection_lost',
  ECONNABORTED: 'connection_lost',
  EADDRNOTAVAIL: 'connection_lost',
  EHOSTUNREACH: 'connection_lost',
  ENETUNREACH: 'connection_lost',
  ENOTFOUND: 'connection_lost',
  EAI_AGAIN: 'connection_lost',
  EPIPE: 'connection_lost',
  ETIMEDOUT: 'connection_lost',
  EMFILE: 'unavailable',
  EPROTO: 'misconfigured',
  // The first bytes are not those of a NATS server.
  SyntaxError: 'misconfigured',
  // The client has neither a class nor a code for these three.
  'unexpected response from server': 'misconfigured',
  "server does not support 'tls'": 'misconfigured',
  'unable to parse credentials': 'misconfigured',
}

/** Matches the many errors of TLS and of keys: from OpenSSL, Node, certificate verification and nkeys. */
const OF_TLS_OR_KEYS =
  /^(ERR_(SSL|OSSL|TLS)_|CERT_|CRL_|DEPTH_ZERO_|ERROR_IN_|HOSTNAME_MISMATCH|INVALID_|PATH_LENGTH_|SELF_SIGNED_|UNABLE_TO_|n?keys: )/

/** Returns the failure for an error's evidence, if the error is known. */
export const failureFor = ({ code }: Evidence): NatsFailure | undefined =>
  ERRORS[code] ?? (OF_TLS_OR_KEYS.test(code) ? 'misconfigured' : undefined)

type Says = { readonly [Word in NatsFailure]?: (place: string, why: string) => string }

const SAYS: Says = {
  timeout: (place) =>
    `${place} did not answer in time. Check whether its servers are busy, stopped, or out of disk space.`,
  connection_lost: (place) => `the connection to ${place} is broken. Check the servers and the network.`,
  not_found: (place) =>
    `${place} does not exist. Make the JetStream stream, correct its name, or let Tenon make it with provision: create.`,
  permission_denied: (place, why) =>
    `this user is not allowed to do that on ${place}${why}. Allow it in the permissions of the server.`,
  unauthenticated: (place) => `the server of ${place} does not know this user. Correct the authentication.`,
  unavailable: (place) =>
    `${place} cannot serve now: it has no leader, too few of its servers are up, or they are starting. Try again.`,
  busy: (place) => `the server of ${place} is overloaded at the moment. Try again.`,
  full: (place, why) =>
    `no room is left for ${place}${why}. Raise its limits, or those of its account or server; then make the same append again.`,
  misconfigured: (place, why) =>
    `${place} cannot be used as it is configured${why}. Correct the config, or the JetStream stream or its server.`,
  too_large: (place) => `this append is larger than ${place} or its server allows in one message. Split it.`,
  unclassified: (place, why) =>
    `the server of ${place} gave an error that this binding does not know${why}. Please report its evidence.`,
}

/** The messages that differ when a store is opened. */
const SAYS_OF_OPEN: Says = {
  timeout: (place) =>
    `${place} did not answer in time. Check whether NATS servers run at the addresses, and whether they are busy, stopped, or at their limit of connections (max_connections).`,
  connection_lost: (place) =>
    `could not connect to ${place}. Check whether its servers run, and check the addresses and the network.`,
  full: (place, why) =>
    `there is no room for ${place}${why}. Raise the limits of its account or server, or lower those of the config.`,
}

const messageFor = (failure: NatsFailure, operation: string, place: string, evidence: Evidence | null): string => {
  const says = (operation === 'open' ? SAYS_OF_OPEN[failure] : undefined) ?? SAYS[failure]
  const why = evidence === null || evidence.message === '' ? '' : `: ${evidence.message.trim().replace(/\.$/, '')}`
  return `${operation}: ${says?.(place, why) ?? place}`
}

/** Makes the outcome for a failure with its evidence. `place` names the JetStream stream in the message. */
export const failedWith = <Operation extends string>(
  failure: NatsFailure,
  effect: Effect,
  operation: Operation,
  place: string,
  evidence: Evidence | null,
): NatsFailed<Operation> => ({
  kind: 'failed',
  failure,
  effect,
  operation,
  says: messageFor(failure, operation, place, evidence),
  retryAfterMs: null,
  evidence,
})

/** Makes the outcome for a failure that Tenon found itself, without an error of NATS. Its effect is `none`. */
export const found = <Operation extends string>(
  failure: NatsFailure,
  operation: Operation,
  says: string,
  evidence: Evidence | null,
): NatsFailed<Operation> => ({
  kind: 'failed',
  failure,
  effect: 'none',
  operation,
  says: `${operation}: ${says}`,
  retryAfterMs: null,
  evidence,
})

/** Maps an error in a server's answer to a failure: by its code, otherwise by its status. Never leaves one unmapped. */
export const refused = <Operation extends string>(
  error: ApiError,
  operation: Operation,
  place: string,
): NatsFailed<Operation> => {
  const failure =
    WORD_OF_CODE.get(error.err_code) ?? (error.err_code === 0 ? STATUS[error.code] : undefined) ?? 'unclassified'
  const evidence = evidenceOfApi(error)
  return failedWith(failure, failure === 'unclassified' ? 'unknown' : 'none', operation, place, evidence)
}

/** Maps an error that the client threw while connecting. */
export const thrown = <Operation extends string>(
  error: unknown,
  operation: Operation,
  place: string,
): NatsFailed<Operation> => {
  const evidence = evidenceOf(error)
  const failure = failureFor(evidence) ?? 'unclassified'
  return failedWith(failure, failure === 'unclassified' ? 'unknown' : 'none', operation, place, evidence)
}

/** Returns the evidence in an error: that of its innermost cause that has a code. */
export const evidenceOf = (error: unknown): Evidence => {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const code: unknown = Reflect.get(each, 'code')
    if (typeof code === 'string') return { technology: 'nats', code, message: each.message }
    if (each.cause instanceof Error) continue
    const known = [each.message, each.name].find((text) => Object.hasOwn(ERRORS, text))
    if (known !== undefined) return { technology: 'nats', code: known, message: each.message }
  }
  return { technology: 'nats', code: error instanceof Error ? error.name : typeof error, message: messageOf(error) }
}

/** Returns the evidence in a server's error. */
export const evidenceOfApi = ({ code, err_code: errCode, description }: ApiError): Evidence => ({
  technology: 'nats',
  code: String(errCode === 0 ? code : errCode),
  message: description,
})
