import type { EventStore, Filter, Position, RecordedEvent } from 'tenon'

/** The type of the events that end a subscription. */
export const LAST = 'Last'

/**
 * Counts events and sums them up into one number, so that two readers can be compared without keeping what they read.
 */
export class Tally {
  count = 0
  sum = 0
  position = 0
  /** The first flaw. */
  flaw: string | undefined

  hear({ position, id }: RecordedEvent): void {
    if (position <= this.position) this.flaw ??= `position ${position} came behind ${this.position}`
    this.position = position
    this.count += 1
    this.sum = Math.imul(this.sum ^ (position % 2 ** 31), 16_777_619) + Number.parseInt(id.slice(0, 8), 16)
  }

  /** Compares what was received with what was expected. Returns a sentence, or nothing if they are the same. */
  differs(from: Tally): string | undefined {
    if (this.flaw !== undefined) return this.flaw
    const same = this.count === from.count && this.sum === from.sum && this.position === from.position
    return same
      ? undefined
      : `${this.count} events up to ${this.position}, and there are ${from.count} up to ${from.position}`
  }
}

/** Returns whether an event passes a filter. */
const passes = ({ streams, types }: Filter, { stream, type }: RecordedEvent): boolean =>
  (streams === 'all' || stream.startsWith(streams.prefix)) && (types === 'all' || types.includes(type))

/** A subscription that tallies what it receives, up to the first event that ends it. */
export class Follower {
  readonly after: Position | 'start'
  readonly filter: Filter
  readonly heard = new Tally()
  readonly done: Promise<void>

  constructor(store: EventStore, after: Position | 'start', filter: Filter) {
    this.after = after
    this.filter = filter
    this.done = this.#follow(store)
  }

  async #follow(store: EventStore): Promise<void> {
    for await (const item of store.subscribe({ after: this.after, filter: this.filter })) {
      if (item.kind === 'event') {
        this.heard.hear(item.event)
        if (item.event.type === LAST) return
      } else if (item.kind !== 'caught_up') {
        this.heard.flaw ??= `it was told ${JSON.stringify(item)}`
        return
      }
    }
    this.heard.flaw ??= 'it ended without a word'
  }
}

/** What a follower should have received, tallied from the log itself, event by event. */
export class Due {
  readonly tally = new Tally()
  readonly #after: number
  readonly #filter: Filter
  #over = false

  constructor({ after, filter }: Follower) {
    this.#after = after === 'start' ? 0 : after
    this.#filter = filter
  }

  pass(event: RecordedEvent): void {
    if (this.#over || event.position <= this.#after || !passes(this.#filter, event)) return
    this.tally.hear(event)
    this.#over = event.type === LAST
  }
}
