import { type Failed, type Words, words } from '../capability/failure.ts'

/** How an event store can fail: what each word means, what a failed write may have done, whether it passes by itself, and who acts. */
export const failures = {
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

/** How an event store can fail, in words that name no technology. */
export type EventStoreFailure = keyof typeof failures

/** The same words as constants: `EventStoreFailure.ConnectionLost === 'connection_lost'`. */
export const EventStoreFailure: Words<typeof failures> = words(failures)

/** The outcome of a call to an event store that failed. */
export interface EventStoreFailed extends Failed<
  EventStoreFailure,
  'append' | 'read' | 'read_all' | 'streams' | 'subscribe'
> {}
