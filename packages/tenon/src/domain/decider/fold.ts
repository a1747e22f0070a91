import type { CallOptions } from '../capability/outcome.ts'
import { failed } from '../capability/failure.ts'
import type { RecordedEvent } from '../event/event.ts'
import type { EventStoreFailed } from '../event/failure.ts'
import type { EventStore } from '../event/store.ts'
import type { Revision } from '../event/stream.ts'
import type { UnreadableEvent } from '../event/versions/read.ts'
import type { Decider, DeciderParts } from './decider.ts'
import { evolved } from './evolve.ts'
import type { DeciderDefect } from './handled.ts'
import type { DerivedIds } from './ids.ts'

/** A stream as far as it was read: its state, and the events of one command if they are in it. */
export class Fold<P extends DeciderParts> {
  readonly #decider: Decider<P>
  readonly #stream: string
  readonly #ids: DerivedIds
  readonly #found: RecordedEvent[] = []
  #state: P['state']
  #head: Revision | 'no_stream' = 'no_stream'
  #stuck: UnreadableEvent | DeciderDefect | undefined

  constructor(decider: Decider<P>, stream: string, ids: DerivedIds) {
    this.#decider = decider
    this.#stream = stream
    this.#ids = ids
    this.#state = decider.initialState
  }

  get state(): P['state'] {
    return this.#state
  }

  /** The revision of the last event that was read. */
  get head(): Revision | 'no_stream' {
    return this.#head
  }

  /** The events of the command, as they were stored. */
  get found(): readonly RecordedEvent[] {
    return this.#found
  }

  /** Why the state is not known, if an event could not be folded. */
  get stuck(): UnreadableEvent | DeciderDefect | undefined {
    return this.#stuck
  }

  /**
   * Reads the stream on to its end, or to the end of the command's events. It reads on after an event that cannot be
   * folded, because the command's events may be behind it. Returns the failure if it cannot be read.
   */
  async readOn(store: EventStore, options: CallOptions | undefined): Promise<EventStoreFailed | undefined> {
    for (;;) {
      const from = this.#head === 'no_stream' ? 0 : this.#head + 1
      const page = await store.read({ stream: this.#stream, from, direction: 'forward', limit: PAGE }, options)
      if (page.kind === 'no_stream') return undefined
      if (page.kind === 'truncated') return removed(this.#stream, page.first)
      if (page.kind === 'failed') return page
      if (this.#take(page.events) || page.next === 'done') return undefined
    }
  }

  /** Takes the events of a page. Returns whether the command's events are among those read, with another behind them. */
  #take(events: readonly RecordedEvent[]): boolean {
    for (const event of events) {
      if (event.id === this.#ids(this.#found.length)) this.#found.push(event)
      else if (this.#found.length > 0) return true
      else if (this.#stuck === undefined) this.#evolve(event)
      this.#head = event.revision
    }
    return false
  }

  #evolve(event: RecordedEvent): void {
    const next = evolved(this.#decider, this.#state, event)
    if (next.kind === 'evolved') this.#state = next.state
    else this.#stuck = next
  }
}

/** The most events of one page. */
const PAGE = 1_000

const removed = (stream: string, first: Revision): EventStoreFailed =>
  failed(
    'unsupported',
    'none',
    'append',
    `handle: the stream ${stream} begins at revision ${first}, because the store's retention removed the events before. ` +
      'What a decider decides depends on all of them: keep its streams in a store with retention forever.',
  )
