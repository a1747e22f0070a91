import type { WrittenEvent } from './event.ts'
import type { AppendResult } from './result.ts'
import type { Position, Revision } from './stream.ts'

/**
 * What an append expects of its stream. `any`: nothing. `no_stream`: the stream does not exist. `stream_exists`: it
 * exists. A revision: the stream ends at that revision.
 */
export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | Revision

/** An append in the form that a binding gets: checked, with its events written as JSON. */
export interface WrittenAppend {
  readonly stream: string
  readonly expectedRevision: ExpectedRevision
  readonly events: readonly WrittenEvent[]
}

/** What a store knows at one moment, as far as it matters for an append. */
export interface Knowledge {
  /** The stream's last revision. */
  readonly head: Revision | 'no_stream'
  /** Returns the events of the stream from a revision on, at most `most` of them. */
  eventsFrom(from: Revision, most: number): readonly { readonly id: string; readonly position: Position }[]
  /**
   * Returns where the event with an id is stored, as far as the store's `dedupe` rung recognises ids. Under `expected`,
   * it finds none.
   */
  find(id: string): { readonly stream: string; readonly revision: Revision } | undefined
}

/** The decision to store the events, from the revision `first` on. */
export interface Storing {
  readonly kind: 'store'
  readonly first: Revision
}

/**
 * Decides an append. Returns its result, or where to store its events. The first rule that applies decides:
 *
 * 1. If an id occurs twice in the append, it was refused before.
 * 2. If the append states the place of its events, and exactly these events are there, it is a repeat.
 * 3. If it does not state the place, and its events are in this stream, in order and without a gap, it is a repeat.
 * 4. If the stream does not match `expectedRevision`, it is a conflict.
 * 5. If the store already has an event with one of the ids, an id is reused.
 * 6. Otherwise the events are stored.
 */
export const decideAppend = (append: WrittenAppend, known: Knowledge): AppendResult | Storing => {
  const { expectedRevision, events } = append
  const place = placeOf(append, known)
  const repeated = place === undefined ? undefined : repeatedAt(append, known, place)
  if (repeated !== undefined) return repeated
  if (!meets(expectedRevision, known.head)) return { kind: 'conflict', actual: known.head }
  const reused = events.find(({ id }) => known.find(id) !== undefined)
  if (reused !== undefined) return { kind: 'id_reused', id: reused.id }
  return { kind: 'store', first: after(known.head) }
}

/** Returns whether a stream that ends at `head` matches what an append expects. */
export const meets = (expected: ExpectedRevision, head: Revision | 'no_stream'): boolean => {
  if (expected === 'any') return true
  if (expected === 'stream_exists') return head !== 'no_stream'
  return expected === head
}

/** Returns the revision after a head. */
export const after = (head: Revision | 'no_stream'): Revision => (head === 'no_stream' ? 0 : head + 1)

/**
 * Returns where the events would be if an earlier attempt had stored them: the place that the append states, or else
 * the place of the first id.
 */
const placeOf = ({ stream, expectedRevision, events }: WrittenAppend, known: Knowledge): Revision | undefined => {
  if (expectedRevision === 'no_stream') return 0
  if (typeof expectedRevision === 'number') return expectedRevision + 1
  const found = events[0] === undefined ? undefined : known.find(events[0].id)
  return found?.stream === stream ? found.revision : undefined
}

const repeatedAt = ({ events }: WrittenAppend, known: Knowledge, place: Revision): AppendResult | undefined => {
  const there = known.eventsFrom(place, events.length)
  const last = there.at(-1)
  if (last === undefined || there.length !== events.length) return undefined
  if (!events.every(({ id }, i) => there[i]?.id === id)) return undefined
  return { kind: 'appended', revision: place + events.length - 1, position: last.position, repeated: true }
}
