import { runtime } from '../../../service/node/runtime.ts'
import type { Output } from './terminal.ts'

/** Shows the progress of some work on a terminal. If the notes are not a terminal, it shows nothing. */
export class Progress {
  readonly #notes: Output
  readonly #begun = runtime.now()
  #shown = runtime.now()
  #width = 0

  constructor(notes: Output) {
    this.#notes = notes
  }

  /** Shows how far the work is, at most five times a second. `what` names the items that `count` counts. */
  at(count: number, what: string): void {
    if (this.#notes.columns === null || runtime.now() - this.#shown < EVERY_MS) return
    this.#shown = runtime.now()
    // If the terminal wrapped the line, only a part of it could be erased.
    const text = `${count.toLocaleString('en')} ${what}, ${this.rate(count)}`.slice(0, this.#notes.columns - 1)
    void this.#notes.write(`\r${text.padEnd(this.#width)}`)
    this.#width = text.length
  }

  /** Erases what was shown. */
  clear(): void {
    if (this.#width > 0) void this.#notes.write(`\r${' '.repeat(this.#width)}\r`)
    this.#width = 0
  }

  /** Returns the seconds since the work began. */
  seconds(): number {
    return (runtime.now() - this.#begun) / 1000
  }

  /** Returns a count divided by the seconds since the work began, as a text. */
  rate(count: number): string {
    return `${Math.round(count / Math.max(this.seconds(), 0.001)).toLocaleString('en')} a second`
  }
}

const EVERY_MS = 200
