import type { Machine, Timer } from './machine.ts'

/** Something that may not last longer than a moment. */
export interface Due {
  /** The moment, on the machine's clock. */
  readonly due: number
  /** Called at or after that moment. */
  overdue(): void
}

/** The deadlines of one store, under one timer: a timer each would cost more than the calls they guard. */
export class Deadlines {
  readonly #machine: Machine
  readonly #waiting = new Set<Due>()
  #timer: Timer | undefined
  #rings = Infinity

  constructor(machine: Machine) {
    this.#machine = machine
  }

  add(due: Due): void {
    this.#waiting.add(due)
    if (due.due < this.#rings) this.#ringAt(due.due)
    else if (this.#waiting.size === 1) this.#timer?.hold(true)
  }

  delete(due: Due): void {
    // A timer nobody needs is left to ring: the next call would only set it again. It no longer keeps the process alive.
    if (this.#waiting.delete(due) && this.#waiting.size === 0) this.#timer?.hold(false)
  }

  /** Forgets all. */
  clear(): void {
    this.#waiting.clear()
    this.#timer?.cancel()
    this.#timer = undefined
    this.#rings = Infinity
  }

  #ringAt(moment: number): void {
    this.#timer?.cancel()
    this.#rings = moment
    this.#timer =
      moment === Infinity
        ? undefined
        : this.#machine.after(Math.max(0, moment - this.#machine.now()), () => this.#ring())
  }

  #ring(): void {
    this.#timer = undefined
    this.#rings = Infinity
    const now = this.#machine.now()
    let next = Infinity
    for (const due of this.#waiting) {
      if (due.due > now) {
        next = Math.min(next, due.due)
        continue
      }
      this.#waiting.delete(due)
      due.overdue()
    }
    if (next < this.#rings) this.#ringAt(next)
  }
}
