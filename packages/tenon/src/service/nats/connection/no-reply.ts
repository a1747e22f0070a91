import type { Effect, Evidence } from '../../../domain/capability/failure.ts'
import { failedWith, failureFor, type NatsFailed, type NatsFailure } from '../failure.ts'

/** Why a request has no reply. */
export type NoReply =
  /** It was not sent, because the connection is down. */
  | { readonly kind: 'unsent'; readonly evidence: Evidence }
  /** No server or program listened to its subject. */
  | { readonly kind: 'no_responders' }
  /** It was sent, and the connection broke. */
  | { readonly kind: 'lost'; readonly evidence: Evidence }
  /** It was sent, and no reply came in time. */
  | { readonly kind: 'late'; readonly waitedMs: number }
  /**
   * The server forbids this user the subject, or the inbox. If it is the inbox, the request may have been carried out.
   */
  | { readonly kind: 'forbidden'; readonly what: 'subject' | 'inbox'; readonly evidence: Evidence }

/** Maps a missing reply to a failure. `sent` is the effect that the request may have had if it was sent. */
export const noReplyFailure = <Operation extends string>(
  noReply: NoReply,
  operation: Operation,
  place: string,
  sent: Effect,
): NatsFailed<Operation> => {
  switch (noReply.kind) {
    case 'unsent':
      return failedWith(downFailure(noReply.evidence), 'none', operation, place, noReply.evidence)
    case 'no_responders':
      return failedWith('unavailable', 'none', operation, place, {
        technology: 'nats',
        code: '503',
        message: 'no responders',
      })
    case 'lost':
      return failedWith('connection_lost', sent, operation, place, noReply.evidence)
    case 'late':
      return failedWith('timeout', sent, operation, place, {
        technology: 'nats',
        code: 'TIMEOUT',
        message: `no answer came within ${noReply.waitedMs} ms`,
      })
    case 'forbidden':
      // If only the reply is forbidden, the request may have been carried out; `permission_denied` would mean that it
      // was not.
      return failedWith(
        noReply.what === 'inbox' && sent === 'unknown' ? 'connection_lost' : 'permission_denied',
        noReply.what === 'inbox' ? sent : 'none',
        operation,
        place,
        noReply.evidence,
      )
    default:
      return noReply satisfies never
  }
}

/** Returns the failure for a connection that is down: it may have been refused rather than lost. */
const downFailure = (evidence: Evidence): NatsFailure => {
  const failure = failureFor(evidence)
  return failure === 'unauthenticated' || failure === 'permission_denied' || failure === 'misconfigured'
    ? failure
    : 'connection_lost'
}
