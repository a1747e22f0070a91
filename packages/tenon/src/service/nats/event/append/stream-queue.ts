import type { Head } from '../message/stream-history.ts'
import { subjectOf } from '../message/subject.ts'

/**
 * One stream of the queue. Only one of its appends is on its way at a time, because each must know where the one before
 * it was stored.
 */
export interface Lane {
  readonly stream: string
  readonly subject: string
  /** The last known end of the stream. It may be outdated; then the fence of the next append falls. */
  head: Head | undefined
  /** The end of the message in which a repeated append was found. The next append of the same repetition follows it. */
  reached: Head | undefined
  /** The append that is on its way. */
  active: Turn | undefined
  readonly waiting: Turn[]
}

/** An append that has its turn in its lane, or waits for it. */
export interface Turn {
  /** Whether the append was answered. */
  readonly ended: boolean
  /** Waits for its turn. If the append is cancelled meanwhile, its outcome is returned at once. */
  wait(): void
  /** Takes its turn: no other append to its stream is on its way from this store. */
  begin(): void
  /** Ends the append because the store is closed. */
  close(): void
}

/** How many streams are remembered. */
const MOST_LANES = 100_000

/** Lets one append to each stream go at a time. The others wait in order. */
export class StreamQueue {
  readonly #subjectPrefix: string
  readonly #lanes = new Map<string, Lane>()
  /** How many streams have an append on its way. */
  #active = 0
  #closed = false
  #idle: (() => void) | undefined

  constructor(subjectPrefix: string) {
    this.#subjectPrefix = subjectPrefix
  }

  /** Returns the lane of a stream. */
  lane(stream: string): Lane {
    const known = this.#lanes.get(stream)
    if (known !== undefined) return known
    const subject = subjectOf(this.#subjectPrefix, stream)
    const lane: Lane = { stream, subject, head: undefined, reached: undefined, active: undefined, waiting: [] }
    this.#lanes.set(stream, lane)
    if (this.#lanes.size > MOST_LANES) this.#forgetOne()
    return lane
  }

  /** Returns the last known end of a stream, without making a lane for it. */
  knownHead(stream: string): Head | undefined {
    return this.#lanes.get(stream)?.head
  }

  /** Begins an append, or lets it wait for its turn. */
  enter(lane: Lane, turn: Turn): void {
    if (this.#closed) {
      turn.close()
    } else if (lane.active === undefined) {
      lane.active = turn
      this.#active += 1
      turn.begin()
    } else {
      lane.waiting.push(turn)
      turn.wait()
    }
  }

  /** Ends the turn of an append that was answered, and begins the next one of its stream. */
  leave(lane: Lane, turn: Turn): void {
    if (lane.active !== turn) return
    lane.active = undefined
    for (let next = lane.waiting.shift(); next !== undefined; next = lane.waiting.shift()) {
      if (next.ended) continue
      lane.active = next
      next.begin()
      return
    }
    this.#active -= 1
    if (this.#active === 0) this.#idle?.()
  }

  /** Closes the appends that have not been sent. Resolves when those that were sent have their outcomes too. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { waiting, active } of this.#lanes.values()) {
      for (const turn of waiting.splice(0)) turn.close()
      active?.close()
    }
    if (this.#active > 0) await new Promise<void>((resolve) => (this.#idle = resolve))
  }

  /** Forgets the stream that has been known for the longest, of those that have no append on its way. */
  #forgetOne(): void {
    for (const { stream, active } of this.#lanes.values()) {
      if (active !== undefined) continue
      this.#lanes.delete(stream)
      return
    }
  }
}
