import type { EntryRevision } from '../../../key-value/entry.ts'
import type { ExpectedEntry } from '../../../key-value/intent.ts'

/** What a key held: the revision of its value, or nothing. */
export type Held = EntryRevision | 'absent'

/** A call of a race that returned, as data. `start` and `end` are on one clock. */
export interface Call {
  readonly key: string
  readonly start: number
  readonly end: number
  readonly did: Wrote | Saw
}

/** The call changed its key. */
export interface Wrote {
  readonly kind: 'put' | 'removed'
  readonly expected: ExpectedEntry
  readonly revision: EntryRevision
}

/** The call changed nothing, and returned what its key held. */
export interface Saw {
  readonly kind: 'saw'
  readonly held: Held
  /** What the call expected, if it was a write that was refused. It would have been done where that held. */
  readonly refused: ExpectedEntry | null
}
