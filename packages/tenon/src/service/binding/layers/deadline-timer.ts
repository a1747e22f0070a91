import type { Runtime, Timer } from '../runtime.ts'

/** Something with a deadline. It is itself a node of the timer's linked list, so that adding it allocates nothing. */
export abstract class Timed {
  /** The deadline, in milliseconds on the runtime's clock. */
  due = Infinity
  /** Its neighbours in the timer's list. */
  previous: Timed | undefined
  next: Timed | undefined

  /** Called at or after the deadline. */
  abstract overdue(): void
}

/**
 * Watches the deadlines of one store with a single timer. A timer for each call would cost more than the calls
 * themselves.
 */
export class DeadlineTimer {
  readonly #runtime: Runtime
  #first: Timed | undefined
  #last: Timed | undefined
  #timer: Timer | undefined
  /** When the timer fires. */
  #firesAt = Infinity

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  get empty(): boolean {
    return this.#first === undefined
  }

  add(timed: Timed): void {
    timed.previous = this.#last
    if (this.#last === undefined) {
      this.#first = timed
      this.#timer?.hold(true)
    } else {
      this.#last.next = timed
    }
    this.#last = timed
    this.update(timed)
  }

  /** Takes note of a deadline that has moved. */
  update(timed: Timed): void {
    if (timed.due < this.#firesAt) this.#fireAt(timed.due)
  }

  delete({ previous, next }: Timed): void {
    if (previous === undefined) this.#first = next
    else previous.next = next
    if (next === undefined) this.#last = previous
    else next.previous = previous
    // The timer is not cancelled, because the next call would only set it again. It no longer keeps the process alive.
    if (this.#first === undefined) this.#timer?.hold(false)
  }

  /** Gives everything that is being timed. What is deleted during the iteration is skipped. */
  *[Symbol.iterator](): Generator<Timed, undefined> {
    for (let timed = this.#first; timed !== undefined; timed = timed.next) yield timed
  }

  /** Cancels the timer. */
  clear(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#firesAt = Infinity
  }

  #fireAt(moment: number): void {
    this.#timer?.cancel()
    this.#firesAt = moment
    this.#timer = this.#runtime.after(Math.max(0, moment - this.#runtime.now()), () => this.#fire())
  }

  #fire(): void {
    this.#timer = undefined
    this.#firesAt = Infinity
    const now = this.#runtime.now()
    let nextDue = Infinity
    for (const timed of this) {
      if (timed.due <= now) timed.overdue()
      else nextDue = Math.min(nextDue, timed.due)
    }
    if (nextDue < this.#firesAt) this.#fireAt(nextDue)
  }
}
