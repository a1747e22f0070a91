import { derivedLaws } from '../derived/laws.ts'

/**
 * What a binding of an event store must keep, one sentence for each law. Cases prove each law; the hostile ones need
 * faults, other processes or races.
 */
export const laws = Object.freeze({
  append: { says: 'An append follows the rules, and stores all of its events or none.', hostile: false },
  repeat: { says: 'An append that is made again returns `repeated`, and stores nothing.', hostile: false },
  read: { says: 'A page of a stream holds what was asked for, whatever the bounds are.', hostile: false },
  read_all: { says: 'Pages of the log hold every event that passes the filter, once, in order.', hostile: false },
  streams: { says: 'Every stream is listed once, in code-point order.', hostile: false },
  subscribe: {
    says: 'A subscription gives the stored events and then the new ones, without gaps or duplicates.',
    hostile: false,
  },
  names: {
    says: 'Names are kept as they are: none is normalised, case-folded, escaped or confused with another.',
    hostile: false,
  },
  payloads: { says: 'JSON comes back equal, up to the granted size.', hostile: false },
  closing: derivedLaws.closing,
  refusal: derivedLaws.refusal,
  reach: derivedLaws.reach,
  effect_honesty: derivedLaws.effect_honesty,
  no_false_conflict: {
    says: 'After an unknown outcome, the same append never conflicts with itself.',
    hostile: true,
  },
  total: derivedLaws.total,
  reachability: derivedLaws.reachability,
  works_after: { says: 'After a failure the store still appends and reads.', hostile: true },
  durability: { says: 'What was acknowledged outlives its process, and no batch is stored in part.', hostile: true },
  no_skipped_event: { says: 'Subscribers see every event once, in order, whichever store appends it.', hostile: true },
  linearisability: {
    says: 'Racing appends have the outcomes of appends that are made one after the other.',
    hostile: true,
  },
  one_decision: {
    says: 'A command that is handled many times is decided once, and every other call returns the stored events.',
    hostile: true,
  },
} as const)

/** The name of a law. */
export type Law = keyof typeof laws
