import type { EventStoreFailure } from '../../../../domain/event/store.ts'
import type { Append } from '../../../../domain/event/intent.ts'
import type { EventStore } from '../../../../domain/event/store.ts'
import { exits } from '../../terminal/exits.ts'
import { exitOf, sentenceOf } from '../print-outcome.ts'

/** The line that stopped an import, and why. */
export interface Trouble {
  readonly line: number
  readonly says: string
  readonly exit: number
  /** Whether the lines before it can still be stored. They cannot if the store itself failed. */
  readonly goesOn: boolean
}

/** The failures of a single line: the store can still take other lines. */
const OF_THE_LINE: ReadonlySet<EventStoreFailure> = new Set(['invalid', 'too_large', 'unsupported'])

/** At most this many lines are held at a time. */
const MOST_HELD = 256

/** Appends lines: lines of one stream one after the other, lines of different streams concurrently. */
export class ParallelImport {
  readonly #store: EventStore
  readonly #stop: AbortSignal
  /** The last append of each stream that has one in flight. */
  readonly #tails = new Map<string, Promise<void>>()
  /** The settled lines after `through`. */
  readonly #beyond = new Set<number>()
  #held = 0
  #room: (() => void) | undefined
  #appended = 0
  #repeated = 0
  #unplaced = false
  #through = 0
  #sent = 0
  #trouble: Trouble | undefined

  constructor(store: EventStore, stop: AbortSignal) {
    this.#store = store
    this.#stop = stop
  }

  get appended(): number {
    return this.#appended
  }

  get repeated(): number {
    return this.#repeated
  }

  /**
   * Whether a line without a revision was sent. Only the store's dedupe can recognise such a line if it is sent again.
   */
  get unplaced(): boolean {
    return this.#unplaced
  }

  /** Every line up to this one is stored. */
  get through(): number {
    return this.#through
  }

  /** The last line that was sent to the store, or 0. */
  get sent(): number {
    return this.#sent
  }

  /** The first line that could not be stored, or `undefined`. */
  get trouble(): Trouble | undefined {
    return this.#trouble
  }

  /** Takes the next line. Waits while too many are held. */
  async take(line: number, append: Append): Promise<void> {
    this.#held += 1
    const before = this.#tails.get(append.stream) ?? Promise.resolve()
    const tail = before.then(() => this.#append(line, append))
    this.#tails.set(append.stream, tail)
    void tail.then(() => this.#release(append.stream, tail))
    if (this.#held < MOST_HELD) return
    await new Promise<void>((resolve) => {
      this.#room = resolve
    })
  }

  /** Counts a line as settled: it is stored, or has nothing to store. */
  settle(line: number): void {
    this.#beyond.add(line)
    while (this.#beyond.delete(this.#through + 1)) this.#through += 1
  }

  /** Stops the import at a line. Of several such lines, the first one is reported. */
  halt(trouble: Trouble): void {
    if (this.#trouble === undefined || trouble.line < this.#trouble.line) this.#trouble = trouble
  }

  /** Waits until every line that was taken is settled. */
  async settled(): Promise<void> {
    await Promise.all(this.#tails.values())
  }

  async #append(line: number, append: Append): Promise<void> {
    if (this.#stop.aborted || !this.#mayGo(line)) return
    if (append.expectedRevision === 'any') this.#unplaced = true
    this.#sent = Math.max(this.#sent, line)
    const outcome = await this.#store.append(append)
    if (outcome.kind === 'appended') {
      if (outcome.repeated) this.#repeated += 1
      else this.#appended += 1
      this.settle(line)
      return
    }
    const unfit = outcome.kind === 'failed' && outcome.failure === 'invalid'
    this.halt({
      line,
      says: sentenceOf(outcome),
      exit: unfit ? exits.usage : exitOf(outcome),
      goesOn: outcome.kind !== 'failed' || OF_THE_LINE.has(outcome.failure),
    })
  }

  #mayGo(line: number): boolean {
    return this.#trouble === undefined || (this.#trouble.goesOn && line < this.#trouble.line)
  }

  #release(stream: string, tail: Promise<void>): void {
    this.#held -= 1
    if (this.#tails.get(stream) === tail) this.#tails.delete(stream)
    this.#room?.()
    this.#room = undefined
  }
}
