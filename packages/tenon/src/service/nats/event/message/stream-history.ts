import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { RecordedEvent } from '../../../../domain/event/event.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import { found } from '../../failure.ts'
import type { Absent, EventApi } from './event-api.ts'
import { foreign, missing, type Operation } from './failures.ts'
import { eventsOf, type Heading, type Stored } from './message.ts'

/**
 * Where a stream ends: the sequence of its last message, and its last revision. They are 0 and -1 for an empty stream.
 */
export interface Head {
  readonly sequence: number
  readonly revision: Revision
}

/** A head that the leader has just reported, with its message. */
export interface Fresh extends Head {
  readonly kind: 'fresh'
  readonly last: Ours | undefined
}

/** One of Tenon's messages. */
export interface Ours {
  readonly stored: Stored
  readonly heading: Heading
}

/** Some events of a stream, in order. */
export interface Events {
  readonly kind: 'events'
  readonly events: readonly RecordedEvent[]
}

/** Revisions that no longer exist. `first` is the first one that does. */
export interface Gone {
  readonly kind: 'gone'
  readonly first: Revision
}

/** The history of one stream, read from the leader one message at a time. */
export class History {
  readonly stream: string
  readonly subject: string
  readonly #api: EventApi
  readonly #operation: Operation
  #reached: Head | undefined

  /** `reached` is the end of a message, if one is known: the wanted revision is often in the next message. */
  constructor(stream: string, subject: string, api: EventApi, operation: Operation, reached: Head | undefined) {
    this.stream = stream
    this.subject = subject
    this.#api = api
    this.#operation = operation
    this.#reached = reached
  }

  /** The end of the last message that was read to its end. */
  get reached(): Head | undefined {
    return this.#reached
  }

  /** Returns where the stream ends now. */
  async head(): Promise<Fresh | EventStoreFailed> {
    const last = await this.#api.last(this.subject, this.#operation)
    if (last.kind === 'absent') return { kind: 'fresh', sequence: 0, revision: -1, last: undefined }
    if (last.kind === 'failed') return last
    const ours = this.#ours(last)
    if ('kind' in ours) return ours
    const { first, count } = ours.heading
    return { kind: 'fresh', sequence: last.sequence, revision: first + count - 1, last: ours }
  }

  /** Returns at most `most` events from a revision on, up to a head. */
  async events(from: Revision, most: number, head: Fresh): Promise<Events | Gone | EventStoreFailed> {
    const events: RecordedEvent[] = []
    let ours = await this.holding(from, head)
    for (;;) {
      if ('kind' in ours) return ours
      const some = this.read(ours)
      if ('kind' in some) return some
      const wanted = some.filter(({ revision }) => revision >= from)
      if (wanted[0] !== undefined && wanted[0].revision !== from + events.length)
        return missing(this.stream, from + events.length, wanted[0].revision - 1, this.#operation)
      events.push(...wanted.slice(0, most - events.length))
      const { sequence } = ours.stored
      const { first, count } = ours.heading
      const end = first + count - 1
      if (events.at(-1)?.revision === end) this.#reached = { sequence, revision: end }
      if (events.length === most || sequence >= head.sequence) return { kind: 'events', events }
      ours = await this.#next(sequence + 1)
    }
  }

  /**
   * Returns the message that holds a revision, which must not be beyond the head. JetStream knows no revisions, but
   * they rise with the sequences. So it searches, in turns by interpolation and by halves.
   */
  async holding(revision: Revision, head: Fresh): Promise<Ours | Gone | EventStoreFailed> {
    if (head.last !== undefined && head.last.heading.first <= revision) return head.last
    const known = this.#reached !== undefined && this.#reached.revision < revision ? this.#reached : BEGINNING
    let [low, lowRevision] = [known.sequence, known.revision]
    let [high, highRevision] = [head.sequence, head.last?.heading.first ?? head.revision]
    for (let turn = revision === lowRevision + 1 ? 0 : 1; high - low > 1; turn += 1) {
      const share = (revision - lowRevision) / (highRevision - lowRevision)
      const step = turn % 2 === 0 ? 0 : turn % 4 === 1 ? share : 0.5
      const guess = turn === 0 ? low + 1 : Math.min(Math.max(low + Math.floor((high - low) * step), low + 1), high - 1)
      const ours = await this.#next(guess)
      if ('kind' in ours) return ours
      const { first, count } = ours.heading
      if (first <= revision && revision < first + count) return ours
      if (first > revision) [high, highRevision] = [guess, first]
      else [low, lowRevision] = [ours.stored.sequence, first + count - 1]
    }
    // The known end may have been removed too by now: retention removes the oldest messages.
    return low === known.sequence
      ? { kind: 'gone', first: highRevision }
      : missing(this.stream, lowRevision + 1, highRevision - 1, this.#operation)
  }

  /** Returns the events of one of Tenon's messages. */
  read(ours: Ours): readonly RecordedEvent[] | EventStoreFailed {
    return eventsOf(this.stream, ours.stored, ours.heading) ?? foreign(ours.stored, this.#operation)
  }

  async #next(from: number): Promise<Ours | EventStoreFailed> {
    const next: Stored | Absent | EventStoreFailed = await this.#api.next(this.subject, from, this.#operation)
    if (next.kind === 'failed') return next
    if (next.kind === 'stored') return this.#ours(next)
    return found(
      'unavailable',
      this.#operation,
      `${this.#api.place} lacks messages that it had a moment ago, because another server leads it. Try again.`,
      null,
    )
  }

  #ours(stored: Stored): Ours | EventStoreFailed {
    const { heading } = stored
    return heading === undefined ? foreign(stored, this.#operation) : { stored, heading }
  }
}

/** The head of an empty stream. */
export const BEGINNING: Head = Object.freeze({ sequence: 0, revision: -1 })
