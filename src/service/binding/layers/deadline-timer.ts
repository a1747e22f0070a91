import type { Machine, Timer } from './machine.ts'

/** Something that may not last longer than a moment. It stands in a list of its own making, so that keeping it costs nothing. */
export abstract class Due {
  /** The moment, on the machine's clock. */
  due = Infinity
  /** Its neighbours in the list of deadlines. */
  before: Due | undefined
  behind: Due | undefined

  /** Called at or after that moment. */
  abstract overdue(): void
}

/** The deadlines of one store, under one timer: a timer each would cost more than the calls they guard. */
export class Deadlines {
  readonly #machine: Machine
  #first: Due | undefined
  #last: Due | undefined
  #timer: Timer | undefined
  #rings = Infinity

  constructor(machine: Machine) {
    this.#machine = machine
  }

  get empty(): boolean {
    return this.#first === undefined
  }

  add(due: Due): void {
    due.before = this.#last
    if (this.#last === undefined) {
      this.#first = due
      this.#timer?.hold(true)
    } else {
      this.#last.behind = due
    }
    this.#last = due
    this.heed(due)
  }

  /** Takes note of a deadline that has moved. */
  heed(due: Due): void {
    if (due.due < this.#rings) this.#ringAt(due.due)
  }

  delete({ before, behind }: Due): void {
    if (before === undefined) this.#first = behind
    else before.behind = behind
    if (behind === undefined) this.#last = before
    else behind.before = before
    // A timer nobody needs is left to ring: the next call would only set it again. It no longer keeps the process alive.
    if (this.#first === undefined) this.#timer?.hold(false)
  }

  /** All of them, those that end meanwhile left out. */
  *[Symbol.iterator](): Generator<Due, undefined> {
    for (let due = this.#first; due !== undefined; due = due.behind) yield due
  }

  /** Stops the timer. */
  clear(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#rings = Infinity
  }

  #ringAt(moment: number): void {
    this.#timer?.cancel()
    this.#rings = moment
    this.#timer = this.#machine.after(Math.max(0, moment - this.#machine.now()), () => this.#ring())
  }

  #ring(): void {
    this.#timer = undefined
    this.#rings = Infinity
    const now = this.#machine.now()
    let next = Infinity
    for (const due of this) {
      if (due.due <= now) due.overdue()
      else next = Math.min(next, due.due)
    }
    if (next < this.#rings) this.#ringAt(next)
  }
}
