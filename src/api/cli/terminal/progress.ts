import { machine } from '../../../service/node/runtime.ts'
import type { Output } from './terminal.ts'

/** How long some work takes, shown on a terminal as it goes on. On anything but a terminal it shows nothing. */
export class Progress {
  readonly #notes: Output
  readonly #begun = machine.now()
  #shown = machine.now()
  #width = 0

  constructor(notes: Output) {
    this.#notes = notes
  }

  /** Shows how far the work has come, five times a second at most. */
  at(count: number, what: string): void {
    if (this.#notes.columns === null || machine.now() - this.#shown < EVERY_MS) return
    this.#shown = machine.now()
    // A line that the terminal breaks is not wiped whole.
    const text = `${count.toLocaleString('en')} ${what}, ${this.rate(count)}`.slice(0, this.#notes.columns - 1)
    void this.#notes.write(`\r${text.padEnd(this.#width)}`)
    this.#width = text.length
  }

  /** Wipes what was shown. */
  clear(): void {
    if (this.#width > 0) void this.#notes.write(`\r${' '.repeat(this.#width)}\r`)
    this.#width = 0
  }

  /** The seconds since the work began. */
  seconds(): number {
    return (machine.now() - this.#begun) / 1000
  }

  /** So much work over the time it took. */
  rate(count: number): string {
    return `${Math.round(count / Math.max(this.seconds(), 0.001)).toLocaleString('en')} a second`
  }
}

const EVERY_MS = 200
