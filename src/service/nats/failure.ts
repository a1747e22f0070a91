import type { Effect, Evidence } from '../../domain/capability/failure.ts'
import type { WrittenAppend } from '../../domain/event/append.ts'
import type { EventStoreFailed, EventStoreFailure } from '../../domain/event/failure.ts'
import { messageOf } from '../binding/defect.ts'
import type { NatsStreamConfig } from './provision/stream-config.ts'
import type { Silence } from './connection/no-reply.ts'

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

/** What failed: an operation of an event store, `open` or `close`. */
export type Operation = EventStoreFailed['operation']

/** What the server answers instead of what was asked for. */
export interface ApiError {
  /** Like a status of HTTP. */
  readonly code: number
  /** What exactly; 0 where the server does not say. */
  readonly err_code: number
  readonly description: string
}

/** The fence of an append has fallen: another message stands behind the one it expected to be the last. */
export const FENCE_LOST: ReadonlySet<number> = new Set([10071, 10164])

/** The one error that says: there is no such message. */
export const NO_MESSAGE = 10037

/** The words for JetStream's own error codes, as far as an append, a read or opening can give them. What is not here is told by its status. */
const CODES: { readonly [Word in EventStoreFailure]?: readonly number[] } = {
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

const WORD_OF_CODE: ReadonlyMap<number, EventStoreFailure> = new Map(
  Object.entries(CODES).flatMap(([word, codes]) => codes.map((code) => [code, word as keyof typeof CODES] as const)),
)

/** The words for a status, where the server says no code of its own. */
const STATUS: { readonly [status: number]: EventStoreFailure } = { 429: 'busy', 503: 'unavailable' }

/** The code of what a store sees itself: its JetStream stream breaks what the config promises. */
export const DRIFTED = 'drift'
/** The code of what a store sees itself: the server at the other end cannot keep what the config promises. */
export const UNFIT = 'server'
/** The code of what a store sees itself: the servers that keep its JetStream stream run versions of different lines. */
export const MIXED = 'versions'
/** The code of a message that the client does not send, because it is larger than the server took when the client connected. */
export const OVERSIZE = 'InvalidArgumentError'

/** The words for the client's errors, by class, and for the system's, by code. */
const ERRORS: { readonly [code: string]: EventStoreFailure } = {
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
  // What greets us is not what a NATS server says.
  SyntaxError: 'misconfigured',
  // The client has no class and no code for these three.
  'unexpected response from server': 'misconfigured',
  "server does not support 'tls'": 'misconfigured',
  'unable to parse credentials': 'misconfigured',
}

/** Errors of TLS and of keys, of which there are many: OpenSSL's, Node's, those of a certificate's verification, and those of nkeys. */
const OF_TLS_OR_KEYS =
  /^(ERR_(SSL|OSSL|TLS)_|CERT_|CRL_|DEPTH_ZERO_|ERROR_IN_|HOSTNAME_MISMATCH|INVALID_|PATH_LENGTH_|SELF_SIGNED_|UNABLE_TO_|n?keys: )/

/** The word for an error's evidence, if it is known. */
const wordOf = ({ code }: Evidence): EventStoreFailure | undefined =>
  ERRORS[code] ?? (OF_TLS_OR_KEYS.test(code) ? 'misconfigured' : undefined)

type Says = { readonly [Word in EventStoreFailure]?: (place: string, why: string) => string }

const SAYS: Says = {
  timeout: (place) => `${place} did not answer in time. Look whether its servers are busy, stopped, or out of disk.`,
  connection_lost: (place) => `the connection to ${place} is broken. Look at the servers and the network.`,
  not_found: (place) =>
    `${place} does not exist. Make the JetStream stream, correct its name, or let it be made with provision: create.`,
  permission_denied: (place, why) =>
    `this user may not do that on ${place}${why}. Allow it in the permissions of the server.`,
  unauthenticated: (place) => `the server of ${place} does not know this user. Correct the authentication.`,
  unavailable: (place) =>
    `${place} cannot serve now: it has no leader, too few of its servers are up, or they are starting. Try again.`,
  busy: (place) => `the server of ${place} has too much to do at the moment. Try again.`,
  full: (place, why) =>
    `no room is left for ${place}${why}. Raise its limits, or those of its account or server; then the same append can be made again.`,
  misconfigured: (place, why) =>
    `${place} cannot be used as it is configured${why}. Correct the config, or the JetStream stream or its server.`,
  too_large: (place) => `this append is larger than ${place} or its server allows in one message. Split it.`,
  unclassified: (place, why) =>
    `the server of ${place} gave an error that this binding does not know${why}. Please report its evidence.`,
}

/** What is to be said otherwise when a store is opened. */
const SAYS_OF_OPEN: Says = {
  timeout: (place) =>
    `${place} did not answer in time. Look whether NATS servers are at the addresses, and whether they are busy, stopped, or at their most connections (max_connections).`,
  connection_lost: (place) =>
    `no connection to ${place} could be made. Look whether its servers run, and at the addresses and the network.`,
  full: (place, why) =>
    `there is no room for ${place}${why}. Raise the limits of its account or server, or lower those of the config.`,
}

const saysOf = (failure: EventStoreFailure, operation: Operation, place: string, evidence: Evidence | null): string => {
  const says = (operation === 'open' ? SAYS_OF_OPEN[failure] : undefined) ?? SAYS[failure]
  const why = evidence === null || evidence.message === '' ? '' : `: ${evidence.message.trim().replace(/\.$/, '')}`
  return `${operation}: ${says?.(place, why) ?? place}`
}

/** Words a failure with its evidence. `place` names the JetStream stream. */
export const failedWith = (
  failure: EventStoreFailure,
  effect: Effect,
  operation: Operation,
  place: string,
  evidence: Evidence | null,
): EventStoreFailed => ({
  kind: 'failed',
  failure,
  effect,
  operation,
  says: saysOf(failure, operation, place, evidence),
  retryAfterMs: null,
  evidence,
})

/** A failure that was found without an error of NATS's. */
export const found = (
  failure: EventStoreFailure,
  operation: Operation,
  says: string,
  evidence: Evidence | null,
): EventStoreFailed => ({
  kind: 'failed',
  failure,
  effect: 'none',
  operation,
  says: `${operation}: ${says}`,
  retryAfterMs: null,
  evidence,
})

/** The failure of an append whose acknowledgement names no place, which a server's always does. */
export const unbelievable = (place: string, subject: string): EventStoreFailed => ({
  ...found(
    'connection_lost',
    'append',
    `something else than the servers of ${place} answers on ${subject}, and nobody knows what became of the append. Find out who subscribes there, and forbid it to them.`,
    { technology: 'nats', code: 'ack', message: `the acknowledgement on ${subject} names no place` },
  ),
  effect: 'unknown',
})

/** The failure of an append whose events are larger than one message may be. */
export const oversize = (
  place: string,
  { maxMsgSize }: NatsStreamConfig,
  { events }: Pick<WrittenAppend, 'events'>,
  bytes: number,
): EventStoreFailed =>
  found(
    'too_large',
    'append',
    `its ${events.length} events are ${bytes.toLocaleString('en')} bytes as one message, with up to 512 around them, and maxMsgSize of ${place} is ${maxMsgSize.toLocaleString('en')}. Split it.`,
    null,
  )

/** The failure of an append that is refused a place that nothing else takes. */
export const unsteady = (place: string, subject: string): EventStoreFailed =>
  found(
    'unavailable',
    'append',
    `the server of ${place} refuses every place on ${subject}. Where the last message of a subject was removed, servers before 2.10 forget those before it: start the server anew.`,
    { technology: 'nats', code: '10071', message: `the fence of ${subject} falls where nothing else stands` },
  )

/** Maps what the server answered to a failure: by its code, else by its status; totally. */
export const refused = (error: ApiError, operation: Operation, place: string): EventStoreFailed => {
  const failure =
    WORD_OF_CODE.get(error.err_code) ?? (error.err_code === 0 ? STATUS[error.code] : undefined) ?? 'unclassified'
  const evidence = evidenceOfApi(error)
  return failedWith(failure, failure === 'unclassified' ? 'unknown' : 'none', operation, place, evidence)
}

/** Maps an error that the client threw when it was to connect. */
export const thrown = (error: unknown, operation: Operation, place: string): EventStoreFailed => {
  const evidence = evidenceOf(error)
  const failure = wordOf(evidence) ?? 'unclassified'
  return failedWith(failure, failure === 'unclassified' ? 'unknown' : 'none', operation, place, evidence)
}

/** Maps the lack of an answer. `sent` is what was sent may have done. */
export const silent = (silence: Silence, operation: Operation, place: string, sent: Effect): EventStoreFailed => {
  switch (silence.kind) {
    case 'unsent':
      return failedWith(downWord(silence.evidence), 'none', operation, place, silence.evidence)
    case 'no_responders':
      return failedWith('unavailable', 'none', operation, place, {
        technology: 'nats',
        code: '503',
        message: 'no responders',
      })
    case 'lost':
      return failedWith('connection_lost', sent, operation, place, silence.evidence)
    case 'late':
      return failedWith('timeout', sent, operation, place, {
        technology: 'nats',
        code: 'TIMEOUT',
        message: `no answer came within ${silence.waitedMs} ms`,
      })
    case 'forbidden':
      // Where only the answer is kept from us, what was asked for may have been done; `permission_denied` would say that it was not.
      return failedWith(
        silence.what === 'inbox' && sent === 'unknown' ? 'connection_lost' : 'permission_denied',
        silence.what === 'inbox' ? sent : 'none',
        operation,
        place,
        silence.evidence,
      )
    default:
      return silence satisfies never
  }
}

/** What to call it that a connection is down: not always has it broken. */
const downWord = (evidence: Evidence): EventStoreFailure => {
  const word = wordOf(evidence)
  return word === 'unauthenticated' || word === 'permission_denied' || word === 'misconfigured'
    ? word
    : 'connection_lost'
}

/** An error's own words: those of its innermost cause that has a code. */
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

/** The server's own words about what it refused. */
export const evidenceOfApi = ({ code, err_code: errCode, description }: ApiError): Evidence => ({
  technology: 'nats',
  code: String(errCode === 0 ? code : errCode),
  message: description,
})
