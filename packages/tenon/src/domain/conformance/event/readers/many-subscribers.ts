import type { CallOptions } from '../../../capability/outcome.ts'
import type { EventStoreFailed } from '../../../event/failure.ts'
import type { RecordedEvent } from '../../../event/event.ts'
import type { Filter } from '../../../event/intent.ts'
import type { Item, ReadAllResult } from '../../../event/result.ts'
import { EventStore } from '../../../event/store.ts'
import type { Position } from '../../../event/stream.ts'
import { passes } from '../../../event/subscription.ts'
import type { OtherProcess } from '../../context.ts'
import { Broken, holds, text } from '../../expect.ts'
import type { EventContext } from '../context.ts'
import { misdelivered } from './delivery.ts'
import { ALL, grownLog } from '../given/events.ts'

/** A reader of the log that keeps all events that it is given. */
interface Reader {
  readonly says: string
  readonly after: Position | 'start'
  readonly filter: Filter
  readonly given: readonly RecordedEvent[]
  /** Goes on where it was interrupted. Throws the error or failure after which it cannot go on. */
  goOn(): Promise<void>
  stop(): Promise<void>
}

/** The failures after which a reader goes on after the events that it was given. */
type Forgives = 'what_passes' | 'every_failure'

/** The readers of a growing log: subscribers, and a reader with a checkpoint. All must be given the same events. */
export class ManySubscribers {
  readonly #context: EventContext
  readonly #readers: Reader[] = []
  readonly #first: Reader

  readonly #forgives: Forgives

  private constructor(context: EventContext, forgives: Forgives) {
    this.#context = context
    this.#forgives = forgives
    this.#first = this.#subscriber('a subscriber', 'start', ALL)
    this.#readers.push(this.#first, this.#subscriber('a subscriber with a filter', 'start', WANTED))
    this.#readers.push(Pager.begin(context, forgives))
  }

  /** Starts the readers that read from the beginning. All readers go on after the failures in `forgives`. */
  static begin(context: EventContext, forgives: Forgives): ManySubscribers {
    return new ManySubscribers(context, forgives)
  }

  /** Starts more readers: some from the beginning, some after the events that the first reader was given. */
  join(): void {
    const after = this.#first.given.at(-1)?.position ?? 'start'
    this.#readers.push(
      this.#subscriber('a subscriber that came late', 'start', ALL),
      this.#subscriber('a subscriber that began in the middle', after, ALL),
      this.#subscriber('a subscriber with a filter that began in the middle', after, WANTED),
    )
  }

  /** Starts a reader in another process, after the events that the first reader was given. */
  joinInAnotherProcess(): void {
    const after = this.#first.given.at(-1)?.position ?? 'start'
    this.#readers.push(ReaderElsewhere.begin(this.#context, after))
  }

  /**
   * Claims that all readers are given every event of the log, once and in order, and stops them. The log holds at least
   * `least` events.
   */
  async judge(least: number): Promise<void> {
    const log = await grownLog(this.#context, least)
    for (const reader of this.#readers) await this.#judge(reader, log)
    await Promise.all(this.#readers.map((reader) => reader.stop()))
  }

  #subscriber(says: string, after: Position | 'start', filter: Filter): Subscriber {
    return Subscriber.begin(this.#context, this.#forgives, says, after, filter)
  }

  async #judge(reader: Reader, log: readonly RecordedEvent[]): Promise<void> {
    const { says, after, filter } = reader
    const wanted = log.filter((event) => passes(filter, event) && (after === 'start' || event.position > after))
    const end = wanted.at(-1)?.position ?? 0
    await this.#context.until(`${says} comes to position ${end}`, async () => {
      await reader.goOn()
      return (reader.given.at(-1)?.position ?? 0) >= end
    })
    const flaw = misdelivered(reader.given, wanted)
    holds(flaw === undefined, `of what ${says} was given: ${flaw}`)
  }
}

/** The filter of the readers that have one. */
const WANTED: Filter = Object.freeze({
  streams: Object.freeze({ prefix: 'wanted' }),
  types: Object.freeze(['Wanted', 'Also']),
})

class Subscriber implements Reader {
  readonly says: string
  readonly after: Position | 'start'
  readonly filter: Filter
  readonly #given: RecordedEvent[] = []
  readonly #context: EventContext
  readonly #forgives: Forgives
  #items: ReturnType<EventStore['subscribe']>
  #reading: Promise<void>
  #ended: { readonly by: unknown } | undefined
  #stopped = false

  static begin(
    context: EventContext,
    forgives: Forgives,
    says: string,
    after: Position | 'start',
    filter: Filter,
  ): Subscriber {
    return new Subscriber(context, forgives, says, after, filter)
  }

  private constructor(
    context: EventContext,
    forgives: Forgives,
    says: string,
    after: Position | 'start',
    filter: Filter,
  ) {
    this.#forgives = forgives
    this.says = says
    this.after = after
    this.filter = filter
    this.#context = context
    this.#items = this.#subscribe()
    this.#reading = this.#read()
  }

  get given(): readonly RecordedEvent[] {
    return this.#given
  }

  goOn(): Promise<void> {
    const ended = this.#ended
    if (ended === undefined) return Promise.resolve()
    mayGoOn(this.says, this.#forgives, ended.by)
    this.#ended = undefined
    this.#items = this.#subscribe()
    this.#reading = this.#read()
    return Promise.resolve()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#items.return?.()
    await this.#reading
  }

  #subscribe(): ReturnType<EventStore['subscribe']> {
    return this.#context.store.subscribe({ after: this.#given.at(-1)?.position ?? this.after, filter: this.filter })
  }

  async #read(): Promise<void> {
    try {
      for await (const item of this.#items) {
        if (item.kind === 'event') this.#given.push(item.event)
        else if (item.kind !== 'caught_up') this.#ended = { by: item }
      }
      if (!this.#stopped) this.#ended ??= { by: undefined }
    } catch (error) {
      this.#ended = { by: error }
    }
  }
}

/** A reader that reads page after page, and keeps a checkpoint. */
class Pager implements Reader {
  readonly says = 'a reader with a checkpoint'
  readonly after = 'start'
  readonly filter = ALL
  readonly #given: RecordedEvent[] = []
  readonly #context: EventContext
  readonly #forgives: Forgives
  readonly #reading: Promise<void>
  #checkpoint: Position | 'start' = 'start'
  #ended: { readonly by: unknown } | undefined
  #stopped = false

  static begin(context: EventContext, forgives: Forgives): Pager {
    return new Pager(context, forgives)
  }

  private constructor(context: EventContext, forgives: Forgives) {
    this.#context = context
    this.#forgives = forgives
    this.#reading = this.#read()
  }

  get given(): readonly RecordedEvent[] {
    return this.#given
  }

  goOn(): Promise<void> {
    if (this.#ended !== undefined) mayGoOn(this.says, this.#forgives, this.#ended.by)
    return Promise.resolve()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#reading
  }

  async #read(): Promise<void> {
    try {
      while (!this.#stopped) await this.#page()
    } catch (error) {
      this.#ended = { by: error }
    }
  }

  async #page(): Promise<void> {
    const page = await this.#context.store.read_all({ after: this.#checkpoint, filter: ALL, limit: 100 }, LITTLE)
    if (page.kind === 'page') {
      this.#given.push(...page.events)
      this.#checkpoint = page.next
      if (!page.caughtUp) return
    } else {
      mayGoOn(this.says, this.#forgives, page)
    }
    // Other work gets its turn before the next page is read.
    let asked = 0
    await this.#context.until('another turn comes', () => Promise.resolve((asked += 1) > 1))
  }
}

/** A short deadline: a lost page is read again soon. */
const LITTLE: CallOptions = Object.freeze({ signal: null, deadlineMs: 1_000 })

/** A subscriber in another process. */
class ReaderElsewhere implements Reader {
  readonly says = 'a subscriber in another process'
  readonly after: Position | 'start'
  readonly filter = ALL
  readonly #given: RecordedEvent[] = []
  readonly #child: OtherProcess
  readonly #reading: Promise<void>
  #ended: { readonly by: unknown } | undefined

  static begin(context: EventContext, after: Position | 'start'): ReaderElsewhere {
    return new ReaderElsewhere(context, after)
  }

  private constructor(context: EventContext, after: Position | 'start') {
    this.after = after
    this.#child = context.otherProcess('listen', { after })
    this.#reading = this.#read()
  }

  get given(): readonly RecordedEvent[] {
    return this.#given
  }

  goOn(): Promise<void> {
    if (this.#ended !== undefined) throw this.#ended.by
    return Promise.resolve()
  }

  async stop(): Promise<void> {
    await this.#child.kill()
    await this.#reading
  }

  async #read(): Promise<void> {
    try {
      for (let said = await this.#child.receive(); said !== undefined; said = await this.#child.receive()) {
        // The task sends the events that it is given.
        this.#given.push(said as object as RecordedEvent)
      }
      this.#ended = { by: new Broken('the other process, which should subscribe, ended') }
    } catch (error) {
      this.#ended = { by: error }
    }
  }
}

/** Throws the end of a reader, unless it is a failure after which the reader goes on. */
const mayGoOn = (says: string, forgives: Forgives, by: unknown): void => {
  if (by instanceof Error) throw by
  // If it is not an error, it is the last item or the outcome of reading a page.
  const last = by as Item | ReadAllResult | EventStoreFailed | undefined
  // A closed store stays closed: a reader that went on would never end.
  if (last?.kind === 'failed' && last.failure !== 'closed')
    if (forgives === 'every_failure' || EventStore.failures[last.failure].passes) return
  throw new Broken(`${says} ended by itself: ${text(last ?? 'without an item')}.`)
}
