/**
 * What a binding of a key-value store must keep beside the laws that the kit derives, one sentence for each law. The
 * hostile ones need faults, other processes or races.
 */
export const keyValueLaws = Object.freeze({
  put: { says: 'A put or a removal changes a key that is as expected, and no other.', hostile: false },
  repeat: {
    says: 'A write that is made again is repeated and changes nothing, also after another one wrote over it.',
    hostile: false,
  },
  keys: { says: 'Every key that has a value is listed once, in code-point order.', hostile: false },
  values: { says: 'JSON comes back equal under each key, up to the granted size.', hostile: false },
  reads_latest: {
    says: 'A read after an acknowledged write sees that write or a later one.',
    hostile: false,
  },
  revision_never_again: {
    says: 'The revision of a change is higher than that of every change before it.',
    hostile: false,
  },
  expiry: {
    says: 'A value with a lifetime lives for that long, is absent afterwards, and stays absent.',
    hostile: false,
  },
  watch: {
    says: 'A watch gives the last change of every key, in the order of revisions, and says when it has caught up.',
    hostile: false,
  },
  watch_resumes: {
    says: 'A watch that begins after a revision gives every key that was changed since, and nothing older.',
    hostile: false,
  },
  linearisable: {
    says: 'Racing puts, removals and gets have the outcomes of calls that are made one after the other.',
    hostile: true,
  },
  no_false_conflict: {
    says: 'A write whose answer was lost never conflicts with itself, also after another one wrote over it.',
    hostile: true,
  },
  fencing: { says: 'A holder that lost its lease cannot write at the revision with which it held it.', hostile: true },
} as const)

/** The name of a law of a key-value store. */
export type KeyValueLaw = keyof typeof keyValueLaws
