import { setTimeout as wait } from 'node:timers/promises'
import type { Append, EventStore } from 'tenon'
import { type Random, randomFrom } from '../../../../src/domain/conformance/given/random.ts'
import type { MadeAppend } from '../../../../src/domain/conformance/event/race/history.ts'
import { now, until } from '../../../../src/service/lab/time.ts'
import { event, ids } from '../../semantics/stores.ts'

/** An open store, and its way to its server. */
export interface Way {
  readonly name: string
  readonly store: EventStore
}

/** A look at the end of a stream, with the way it took. */
export interface Look {
  readonly start: number
  readonly end: number
  readonly way: string
  readonly stream: string
  /** The last revision, or -1 for a stream that does not exist. */
  readonly head: number
}

/** An append, with the way it took. */
export interface Made extends MadeAppend {
  readonly way: string
}

const WRITERS = 24
const HOT = 6
const COLD = 1_000
/** How many milliseconds a writer rests after a failed append, and at most after any other. */
const REST_MS = 25
const PACE_MS = 8
/** If all is well, nothing takes this many milliseconds. */
const PATIENCE_MS = 90_000

/** Writers that append to hot and cold streams, each through one way, and note their answers. */
export class Traffic {
  readonly made: Made[] = []
  readonly looks: Look[] = []
  readonly #ways: readonly Way[]
  readonly #draw: Random
  /** The ends of streams when they were last reported. */
  readonly #known = new Map<string, number>()
  /** When the latest stored append began, by way. */
  readonly #served = new Map<string, number>()
  #generation = 0
  #stored = 0
  #storedAt = now()
  #silence = 0
  #going = true
  #writers: readonly Promise<void>[] = []

  constructor(ways: readonly Way[], seed: string) {
    this.#ways = ways
    this.#draw = randomFrom(seed)
  }

  start(): void {
    this.#storedAt = now()
    this.#writers = Array.from({ length: WRITERS }, (_, i) => this.#write(this.#wayOf(i)))
  }

  /** Waits until the appends on their way are answered. */
  async stop(): Promise<void> {
    this.#going = false
    await Promise.all(this.#writers)
  }

  /** The longest time in milliseconds in which no append was stored. */
  get silence(): number {
    return this.#silence
  }

  /** Makes other streams hot from now on. */
  turn(): void {
    this.#generation += 1
  }

  /** Waits until this many more appends were stored, through any way. */
  async flows(many: number): Promise<void> {
    const wanted = this.#stored + many
    if ((await until(async () => this.#stored >= wanted, PATIENCE_MS)) === 'late')
      throw new Error(`Of ${many} appends ${this.#stored - wanted + many} were stored. ${this.#lately()}`)
  }

  /** Waits until an append that began after this call was stored through each way. */
  async recovered(): Promise<void> {
    const from = now()
    const lacking = (): readonly Way[] => this.#ways.filter(({ name }) => (this.#served.get(name) ?? 0) < from)
    if ((await until(async () => lacking().length === 0, PATIENCE_MS)) === 'late') {
      const names = lacking().map(({ name }) => name)
      throw new Error(`Through ${names.join(', ')} nothing is stored any more. ${this.#lately()}`)
    }
  }

  #lately(): string {
    return `Lately: ${JSON.stringify(this.made.slice(-10))}`
  }

  #wayOf(i: number): Way {
    const way = this.#ways[i % this.#ways.length]
    if (way === undefined) throw new Error('There is no way.')
    return way
  }

  async #write(way: Way): Promise<void> {
    let again: Append | undefined
    while (this.#going) {
      const append: Append = again ?? (await this.#next(way))
      const made = await this.#ask(way, append)
      const failed = made.outcome.kind === 'failed'
      // An append that states its revision may be repeated: its events are never stored twice.
      const repeatable = typeof append.expectedRevision === 'number' || append.expectedRevision === 'no_stream'
      again = failed && repeatable && this.#draw(4) > 0 ? append : undefined
      await wait(failed ? REST_MS : this.#draw(PACE_MS))
    }
  }

  async #next(way: Way): Promise<Append> {
    const hot = this.#draw(10) < 6
    const stream = hot ? `hot-${this.#generation}-${this.#draw(HOT)}` : `cold-${this.#draw(COLD)}`
    // Some messages are long, so that wires are cut in the middle of them.
    const data = this.#draw(40) === 0 ? 'x'.repeat(20_000) : 0
    const events = Array.from({ length: 1 + this.#draw(5) }, () => event(data))
    const drawn = this.#draw(20)
    if (drawn < 6) return { stream, expectedRevision: 'any', events }
    if (drawn < 8) return { stream, expectedRevision: 'no_stream', events }
    const head = drawn < 11 ? await this.#look(way, stream) : (this.#known.get(stream) ?? -1)
    return { stream, expectedRevision: head < 0 ? 'no_stream' : head, events }
  }

  /** Looks where a stream ends. If that fails, the last known end counts. */
  async #look(way: Way, stream: string): Promise<number> {
    const start = now()
    const page = await way.store.read({ stream, from: 'end', direction: 'backward', limit: 1 })
    const head = page.kind === 'page' ? page.head : -1
    if (page.kind === 'failed') return this.#known.get(stream) ?? -1
    this.looks.push({ start, end: now(), way: way.name, stream, head })
    return head
  }

  async #ask(way: Way, append: Append): Promise<Made> {
    const { stream, expectedRevision, events } = append
    const start = now()
    const outcome = await way.store.append(append)
    const end = now()
    const made = { start, end, stream, expectedRevision, ids: ids(events), outcome, way: way.name }
    this.made.push(made)
    if (outcome.kind === 'appended') {
      this.#silence = Math.max(this.#silence, end - this.#storedAt)
      this.#storedAt = end
      this.#stored += 1
      this.#known.set(stream, Math.max(outcome.revision, this.#known.get(stream) ?? -1))
      this.#served.set(way.name, Math.max(start, this.#served.get(way.name) ?? 0))
    } else if (outcome.kind === 'conflict') {
      this.#known.set(stream, outcome.actual === 'no_stream' ? -1 : outcome.actual)
    }
    return made
  }
}
