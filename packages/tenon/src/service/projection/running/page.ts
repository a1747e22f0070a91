import type { RecordedEvent } from '../../../domain/event/event.ts'
import type { Position } from '../../../domain/event/stream.ts'
import type { EventTypes } from '../../../domain/event/types.ts'

/** What reading a recorded event as one of the declared types gives. */
export type Reading = ReturnType<EventTypes['read']>

/** What is known about a page of the log. */
export interface PageFields {
  /** The page begins after this position. */
  readonly after: Position | 'start'
  /** The page ends with this position. */
  readonly next: Position | 'start'
  readonly head: Position | 'start'
  readonly caughtUp: boolean
  readonly events: readonly RecordedEvent[]
}

/** A page of the log that several projections may take. Each event is read once for each group of types. */
export class Page {
  readonly kind = 'page'
  readonly after: PageFields['after']
  readonly next: PageFields['next']
  readonly head: PageFields['head']
  readonly caughtUp: boolean
  readonly events: readonly RecordedEvent[]
  readonly #readings = new Map<EventTypes, Reading[]>()

  constructor({ after, next, head, caughtUp, events }: PageFields) {
    this.after = after
    this.next = next
    this.head = head
    this.caughtUp = caughtUp
    this.events = events
  }

  /** Returns a function that reads the event at an index of the page. */
  reader(types: EventTypes): (index: number, event: RecordedEvent) => Reading {
    const readings = this.#readings.get(types) ?? []
    this.#readings.set(types, readings)
    return (index, event) => (readings[index] ??= types.read(event))
  }

  /** Whether a reader that has come to a position finds what follows it in this page. */
  follows(position: Position | 'start'): boolean {
    return placeOf(this.after) <= placeOf(position) && placeOf(position) < placeOf(this.next)
  }
}

/** Returns a position as a number: the start of the log is 0. */
export const placeOf = (position: Position | 'start'): number => (position === 'start' ? 0 : position)
