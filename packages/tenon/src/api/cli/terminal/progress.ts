import { runtime } from '../../../service/node/runtime.ts'
import type { Output } from './terminal.ts'

/** A line of a terminal that is shown and then replaced. If the notes are not a terminal, it shows nothing. */
export class StatusLine {
  readonly #notes: Output
  #shown = ''

  constructor(notes: Output) {
    this.#notes = notes
  }

  /** Shows a text instead of the last one. Writes nothing if it is the same. */
  show(text: string): void {
    const { columns } = this.#notes
    if (columns === null) return
    // If the terminal wrapped the line, only a part of it could be erased.
    const cut = text.slice(0, columns - 1)
    if (cut === this.#shown) return
    void this.#notes.write(`\r${cut.padEnd(this.#shown.length)}`)
    this.#shown = cut
  }

  /** Erases what is shown. */
  clear(): void {
    if (this.#shown !== '') void this.#notes.write(`\r${' '.repeat(this.#shown.length)}\r`)
    this.#shown = ''
  }
}

/** Shows the progress of some work on a terminal. If the notes are not a terminal, it shows nothing. */
export class Progress {
  readonly #line: StatusLine
  readonly #begun = runtime.now()
  #shown = runtime.now()

  constructor(notes: Output) {
    this.#line = new StatusLine(notes)
  }

  /** Shows how far the work is, at most five times a second. `what` names the items that `count` counts. */
  at(count: number, what: string): void {
    if (runtime.now() - this.#shown < EVERY_MS) return
    this.#shown = runtime.now()
    this.#line.show(`${count.toLocaleString('en')} ${what}, ${this.rate(count)}`)
  }

  /** Erases what was shown. */
  clear(): void {
    this.#line.clear()
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
