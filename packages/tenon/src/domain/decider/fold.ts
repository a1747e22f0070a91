import { failed } from '../capability/failure.ts'
import type { CallOptions } from '../capability/outcome.ts'
import type { RecordedEvent } from '../event/event.ts'
import type { EventStoreFailed } from '../event/failure.ts'
import type { EventStore } from '../event/store.ts'
import type { Revision } from '../event/stream.ts'
import type { UnreadableEvent } from '../event/versions/read.ts'
import type { Decider, DeciderParts } from './decider.ts'
import { evolved } from './evolve.ts'
import type { DeciderDefect } from './handled.ts'
import { type DerivedIds, idsOf } from './ids.ts'

/** A state that is known, and the last events that it includes. */
export interface Known<P extends DeciderParts> {
  readonly state: P['state']
  /** The revision of the last event that it includes. */
  readonly revision: Revision
  /** The ids of the last events that it includes, in the order of the stream. At least one. */
  readonly recent: readonly string[]
}

/** A stream as far as it was read: its state, and the events of one command if they are in it. */
export class Fold<P extends DeciderParts> {
  readonly decider: Decider<P>
  readonly stream: string
  readonly ids: DerivedIds
  readonly #found: RecordedEvent[] = []
  /** A known state whose event was not read yet. */
  #known: Known<P> | undefined
  #state: P['state']
  #head: Revision | 'no_stream' = 'no_stream'
  #stuck: UnreadableEvent | DeciderDefect | undefined
  readonly #remember: number
  #recent: string[] = []
  #folded = 0

  /** Begins with a known state, or with the start of the stream. Remembers the last `remember` ids. */
  constructor(
    decider: Decider<P>,
    { stream, commandId }: { readonly stream: string; readonly commandId: string },
    known: Known<P> | undefined,
    remember: number,
  ) {
    this.decider = decider
    this.stream = stream
    this.ids = idsOf(commandId, decider.name, stream)
    this.#known = known
    this.#state = known === undefined ? decider.initialState : known.state
    this.#recent = known === undefined ? [] : [...known.recent]
    this.#remember = remember
  }

  /** The state after the events that were read, unless the fold is stuck or has found the command's events. */
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

  /** Whether the state includes every event that was read. */
  get isWhole(): boolean {
    return this.#stuck === undefined && this.#found.length === 0
  }

  /** How many events were folded. */
  get folded(): number {
    return this.#folded
  }

  /** The ids of the last events that the state includes, in the order of the stream. */
  get recent(): readonly string[] {
    return this.#recent.slice(-this.#remember)
  }

  /** Forgets everything, so that the stream is read from its start. */
  restart(): void {
    this.#found.length = 0
    this.#recent = []
    this.#folded = 0
    this.#known = undefined
    this.#state = this.decider.initialState
    this.#head = 'no_stream'
    this.#stuck = undefined
  }

  /**
   * Reads on to the end of the stream, or to the end of the command's events. An event that cannot be folded does not
   * stop it, because the command's events may come later. If the event of the known state is not in its place, it reads
   * from the start. Returns the failure if the stream cannot be read.
   */
  async readOn(store: EventStore, options: CallOptions | undefined): Promise<EventStoreFailed | undefined> {
    for (;;) {
      const from = this.#known?.revision ?? (this.#head === 'no_stream' ? 0 : this.#head + 1)
      const page = await store.read({ stream: this.stream, from, direction: 'forward', limit: PAGE }, options)
      if (page.kind === 'failed') return page
      if (this.#known !== undefined && (page.kind !== 'page' || page.events[0]?.id !== this.#known.recent.at(-1))) {
        this.restart()
        continue
      }
      if (page.kind === 'no_stream') return undefined
      if (page.kind === 'truncated') return removed(this.stream, page.first)
      if (this.#take(page.events) || page.next === 'done') return undefined
    }
  }

  /** Takes the events of a page. Returns whether all events of the command were found. */
  #take(events: readonly RecordedEvent[]): boolean {
    for (const event of events) {
      if (event.id === this.ids(this.#found.length)) this.#found.push(event)
      else if (this.#found.length > 0) return true
      // The first event of a known state is part of it.
      else if (this.#known === undefined && this.#stuck === undefined) this.#evolve(event)
      this.#known = undefined
      this.#head = event.revision
    }
    return false
  }

  #evolve(event: RecordedEvent): void {
    const next = evolved(this.decider, this.#state, event)
    if (next.kind !== 'evolved') {
      this.#stuck = next
      return
    }
    this.#state = next.state
    this.#folded += 1
    if (this.#remember === 0) return
    this.#recent.push(event.id)
    if (this.#recent.length >= 2 * this.#remember) this.#recent = this.#recent.slice(-this.#remember)
  }
}

/** The most events of one page. */
const PAGE = 1_000

const removed = (stream: string, first: Revision): EventStoreFailed =>
  failed(
    'unsupported',
    'none',
    'append',
    `handle: the store no longer has the events of ${stream} before revision ${first}, because it removes old ones, ` +
      'and a decision needs all of them. Keep the streams of a decider in a store whose retention is forever.',
  )
