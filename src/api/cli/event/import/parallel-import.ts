import type { EventStoreFailure } from '../../../../domain/event/failure.ts'
import type { Append } from '../../../../domain/event/intent.ts'
import type { EventStore } from '../../../../domain/event/store.ts'
import { exits } from '../../terminal/exits.ts'
import { exitOf, sentenceOf } from '../print-outcome.ts'

/** The line that stopped an import, and why. */
export interface Trouble {
  readonly line: number
  readonly says: string
  readonly exit: number
  /** Whether the lines before it can still be stored; not so when the store itself failed. */
  readonly goesOn: boolean
}

/** The failures that are a line's own: the store could take the others. */
const OF_THE_LINE: ReadonlySet<EventStoreFailure> = new Set(['invalid', 'too_large', 'unsupported'])

/** The most lines that are held at a time. */
const MOST_HELD = 256

/** Appends lines: those of one stream one after the other, those of different streams at the same time. */
export class Importing {
  readonly #store: EventStore
  readonly #stop: AbortSignal
  /** The last append of each stream that has one under way. */
  readonly #tails = new Map<string, Promise<void>>()
  /** The lines that are settled beyond `through`. */
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

  /** Whether a line was sent that does not say its revision: only the store's dedupe can recognise it. */
  get unplaced(): boolean {
    return this.#unplaced
  }

  /** Every line up to this one is stored. */
  get through(): number {
    return this.#through
  }

  /** The last line that was sent to the store; none is 0. */
  get sent(): number {
    return this.#sent
  }

  /** The first line that could not be stored, or nothing. */
  get trouble(): Trouble | undefined {
    return this.#trouble
  }

  /** Takes the next line; waits while too many are held. */
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

  /** Counts a line as settled: it is stored, or says nothing that could be. */
  settle(line: number): void {
    this.#beyond.add(line)
    while (this.#beyond.delete(this.#through + 1)) this.#through += 1
  }

  /** Stops the import at a line; the first line that is in trouble is the one that is told. */
  halt(trouble: Trouble): void {
    if (this.#trouble === undefined || trouble.line < this.#trouble.line) this.#trouble = trouble
  }

  /** Waits until everything that was taken is settled. */
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
