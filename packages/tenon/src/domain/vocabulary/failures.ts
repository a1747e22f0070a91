import type { FailureFacts, OwnFailure } from '../capability/failure.ts'

/**
 * The failures that capabilities share, in words that name no technology: what each word means, which effects a failed
 * write may have, whether the failure passes by itself, and who acts. A capability declares those that apply to it, and
 * may add words of its own.
 */
export const commonFailures = {
  timeout: { says: 'No answer came in time.', effects: ['none', 'unknown'], passes: true, acts: 'nobody' },
  connection_lost: {
    says: 'The link broke, or never was.',
    effects: ['none', 'unknown'],
    passes: true,
    acts: 'nobody',
  },
  not_found: { says: 'The configured store does not exist.', effects: ['none'], passes: false, acts: 'operator' },
  permission_denied: {
    says: 'Known to the store, but not allowed.',
    effects: ['none'],
    passes: false,
    acts: 'operator',
  },
  unauthenticated: { says: 'Not known to the store.', effects: ['none'], passes: false, acts: 'operator' },
  unavailable: { says: 'The store is up, but cannot serve now.', effects: ['none'], passes: true, acts: 'operator' },
  busy: { says: 'Our turn did not come; nothing was done.', effects: ['none'], passes: true, acts: 'nobody' },
  full: {
    says: 'No room is left: disk, quota, or a limit of the store.',
    effects: ['none'],
    passes: false,
    acts: 'operator',
  },
  misconfigured: {
    says: 'The store exists, but is not what the config says.',
    effects: ['none'],
    passes: false,
    acts: 'operator',
  },
  too_large: { says: 'Above a limit that the binding grants.', effects: ['none'], passes: false, acts: 'caller' },
  invalid: { says: 'The intent does not fit its schema.', effects: ['none'], passes: false, acts: 'developer' },
  unsupported: {
    says: 'The intent asks more than the binding grants.',
    effects: ['none'],
    passes: false,
    acts: 'developer',
  },
  corrupted: {
    says: 'The stored bytes cannot be trusted. Stop writing.',
    effects: ['none', 'unknown'],
    passes: false,
    acts: 'operator',
  },
  cancelled: { says: 'The caller called it off.', effects: ['none', 'unknown'], passes: false, acts: 'caller' },
  closed: { says: 'Used while the binding is not open.', effects: ['none'], passes: false, acts: 'developer' },
  unclassified: {
    says: 'An error that the binding does not know.',
    effects: ['unknown'],
    passes: false,
    acts: 'developer',
  },
} as const

/** A failure word that capabilities share. */
export type CommonFailure = keyof typeof commonFailures

const { invalid, too_large, unsupported, timeout, cancelled, closed, unclassified } = commonFailures

/**
 * The failures that the library itself returns. Every capability declares them: spread them into its failures, and add
 * what its bindings can fail with.
 */
export const libraryFailures = Object.freeze({
  invalid,
  too_large,
  unsupported,
  timeout,
  cancelled,
  closed,
  unclassified,
} as const satisfies { readonly [Word in OwnFailure]: FailureFacts })
