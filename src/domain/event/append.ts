import type { WrittenEvent } from './event.ts'
import type { AppendResult } from './result.ts'
import type { Position, Revision } from './stream.ts'

/** What an append takes for granted of its stream: nothing, that it is absent, that it is there, or that it ends at a revision. */
export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | Revision

/** An append as a binding is given it. */
export interface WrittenAppend {
  readonly stream: string
  readonly expectedRevision: ExpectedRevision
  readonly events: readonly WrittenEvent[]
}

/** What a store knows that decides an append, as of one moment. */
export interface Knowledge {
  /** The stream's last revision. */
  readonly head: Revision | 'no_stream'
  /** The events of the stream from a revision on, at most so many. */
  standing(from: Revision, most: number): readonly { readonly id: string; readonly position: Position }[]
  /** Where an id stands, as far as the store's dedupe reaches; under `expected` it never finds one. */
  find(id: string): { readonly stream: string; readonly revision: Revision } | undefined
}

/** The events are to be stored from this revision on. */
export interface Storing {
  readonly kind: 'store'
  readonly first: Revision
}

/**
 * Decides an append: what it is answered, or where its events are to be stored. The first rule that holds decides.
 *
 * 1. (An id twice in one append is refused before.)
 * 2. The append says where its events are to stand, and exactly these stand there: repeated.
 * 3. It does not say where, and they stand in this stream, in order, without a gap: repeated.
 * 4. The stream is not as expected: conflict.
 * 5. One of the ids stands anywhere: reused.
 * 6. Store.
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

/** Whether a stream that ends at `head` is as an append expects it. */
export const meets = (expected: ExpectedRevision, head: Revision | 'no_stream'): boolean => {
  if (expected === 'any') return true
  if (expected === 'stream_exists') return head !== 'no_stream'
  return expected === head
}

/** The revision behind a head. */
export const after = (head: Revision | 'no_stream'): Revision => (head === 'no_stream' ? 0 : head + 1)

/** Where the events would stand if an earlier try had stored them: what the append says, or else where the first id is found. */
const placeOf = ({ stream, expectedRevision, events }: WrittenAppend, known: Knowledge): Revision | undefined => {
  if (expectedRevision === 'no_stream') return 0
  if (typeof expectedRevision === 'number') return expectedRevision + 1
  const found = events[0] === undefined ? undefined : known.find(events[0].id)
  return found?.stream === stream ? found.revision : undefined
}

const repeatedAt = ({ events }: WrittenAppend, known: Knowledge, place: Revision): AppendResult | undefined => {
  const there = known.standing(place, events.length)
  const last = there.at(-1)
  if (last === undefined || there.length !== events.length) return undefined
  if (!events.every(({ id }, i) => there[i]?.id === id)) return undefined
  return { kind: 'appended', revision: place + events.length - 1, position: last.position, repeated: true }
}
