/** What a binding of an event store must keep, one sentence a law. Each is proved by cases; the hostile ones need faults, other processes or races. */
export const laws = Object.freeze({
  append: { says: 'An append is decided as the rules say, and stores all of its events or none.', hostile: false },
  repeat: { says: 'The same append again is answered `repeated`, and stores nothing.', hostile: false },
  read: { says: 'A page of a stream holds what was asked for, whatever the bounds.', hostile: false },
  read_all: { says: 'Pages of the log hold every event that passes the filter, once, in order.', hostile: false },
  streams: { says: 'Every stream is listed once, in code-point order.', hostile: false },
  subscribe: { says: 'A subscription gives what is there and what comes, without gap or double.', hostile: false },
  names: { says: 'Names are kept as they are: none is normalised, folded, escaped or mistaken.', hostile: false },
  payloads: { says: 'JSON comes back equal, up to the granted size.', hostile: false },
  closing: { says: 'Opening and closing are answered, free everything, and lose nothing.', hostile: false },
  refusal: { says: 'What is invalid or beyond the grants is refused before any I/O, never ignored.', hostile: false },
  reach: { says: 'Another process finds the same store.', hostile: true },
  effect_honesty: { says: 'What failed with effect none is absent, now and after all has healed.', hostile: true },
  no_false_conflict: {
    says: 'After an unknown outcome the same append is never in conflict with itself.',
    hostile: true,
  },
  total: { says: 'Nothing throws or hangs, and every outcome is as declared.', hostile: true },
  reachability: { says: 'Every failure that the binding can give was provoked.', hostile: true },
  works_after: { says: 'After a failure the store still appends and reads.', hostile: true },
  durability: { says: 'What was answered outlives its process, and no batch is torn.', hostile: true },
  no_skipped_event: { says: 'Subscribers see every event once, in order, whoever appends it.', hostile: true },
  linearisability: { says: 'Racing appends are answered as if they had been made one after the other.', hostile: true },
} as const)

/** The name of a law. */
export type Law = keyof typeof laws
