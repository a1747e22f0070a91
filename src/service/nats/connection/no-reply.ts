import type { Evidence } from '../../../domain/capability/failure.ts'

/** Why a request has no answer. */
export type Silence =
  /** It was not sent: the connection is down. */
  | { readonly kind: 'unsent'; readonly evidence: Evidence }
  /** Nobody was there to take it. */
  | { readonly kind: 'no_responders' }
  /** It was sent, and the connection broke. */
  | { readonly kind: 'lost'; readonly evidence: Evidence }
  /** It was sent, and no answer came in time. */
  | { readonly kind: 'late'; readonly waitedMs: number }
  /** The server refuses this user the subject, or the inbox: then what was asked for may have been done. */
  | { readonly kind: 'forbidden'; readonly what: 'subject' | 'inbox'; readonly evidence: Evidence }
