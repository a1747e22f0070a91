import type { RecordedEvent } from '../../../../domain/event/event.ts'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Read } from '../../../../domain/event/intent.ts'
import type { ReadResult } from '../../../../domain/event/result.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import { leaderless } from '../../connection/leader.ts'
import { forgets, type NatsStreamConfig } from '../../provision/stream-config.ts'
import type { EventApi } from '../message/event-api.ts'
import { doubled, foreign, missing } from '../message/failures.ts'
import { eventsOf, type Stored } from '../message/message.ts'
import { type Events, type Fresh, type Gone, type Head, History } from '../message/stream-history.ts'
import { subjectOf } from '../message/subject.ts'
import type { Fetched, MessageFetcher } from './fetch-messages.ts'

/** For how many streams it is remembered where a page ended. */
const MOST_MARKS = 10_000
/** The most events that are requested from the leader one message at a time. */
const MOST_SINGLY = 32

/** The message from which to read, for a revision. */
interface Mark {
  readonly revision: Revision
  readonly sequence: number
}

const START: Mark = Object.freeze({ revision: 0, sequence: 1 })

/** Reads pages of single streams. */
export class StreamReader {
  readonly #api: EventApi
  readonly #config: NatsStreamConfig
  readonly #fetcher: MessageFetcher
  readonly #known: (stream: string) => Head | undefined
  /** Where the next page of each stream begins. */
  readonly #marks = new Map<string, Mark>()

  /** `known` returns where a stream ends, as far as this store has seen. */
  constructor(
    api: EventApi,
    config: NatsStreamConfig,
    fetcher: MessageFetcher,
    known: (stream: string) => Head | undefined,
  ) {
    this.#api = api
    this.#known = known
    this.#config = config
    this.#fetcher = fetcher
  }

  /** Reads one page of a stream. The leader reports where the stream ends. */
  async read(intent: Read): Promise<ReadResult | EventStoreFailed> {
    const { stream, from, direction, limit } = intent
    const history = new History(stream, subjectOf(this.#config.subjectPrefix, stream), this.#api, 'read', undefined)
    const begin = this.#begin(intent)
    // If the beginning is known, the page and the head are requested at once.
    const fetching = begin === undefined ? undefined : this.#fetch(history, begin, limit, begin.revision + limit - 1)
    const head = await history.head()
    if (head.kind === 'failed') return head
    const doubt = await this.#doubt(stream, head)
    if (doubt !== undefined) return doubt
    if (head.last === undefined) return { kind: 'no_stream' }
    const end = head.revision
    const place = from === 'start' ? 0 : from === 'end' ? end : from
    if (direction === 'forward' && place > end) return { kind: 'page', events: [], next: 'done', head: end }
    const page =
      direction === 'forward'
        ? await this.#events(history, head, place, Math.min(place + limit - 1, end), fetching)
        : await this.#backward(history, head, Math.min(place, end), limit)
    if (page.kind === 'failed') return page
    if (page.kind === 'gone')
      return forgets(this.#config)
        ? { kind: 'truncated', first: page.first }
        : missing(stream, 0, page.first - 1, 'read')
    const { events } = page
    if (direction === 'forward') {
      const next = place + events.length
      return { kind: 'page', events, next: next <= end ? next : 'done', head: end }
    }
    const lowest = events[0]?.revision ?? 0
    return { kind: 'page', events: events.toReversed(), next: lowest > 0 ? lowest - 1 : 'done', head: end }
  }

  /**
   * Returns why a head cannot be trusted, if it is older than what this store has seen: a former leader may have
   * reported it.
   */
  async #doubt(stream: string, head: Head): Promise<EventStoreFailed | undefined> {
    if (this.#api.replicas === 1 || head.sequence >= (this.#known(stream)?.sequence ?? 0)) return undefined
    const led = await this.#api.led('read')
    return led === true ? undefined : led === false ? leaderless(this.#api.place, 'read') : led
  }

  /** Returns where a page begins, if that is known before the leader is asked. */
  #begin({ stream, from, direction }: Read): Mark | undefined {
    if (direction === 'backward' || from === 'end') return undefined
    if (from === 'start' || from === 0) return START
    const mark = this.#marks.get(stream)
    return mark?.revision === from ? mark : undefined
  }

  /**
   * Reads at most `limit` revisions up to `last`. Some of the lower ones may be gone. If all would be too much at once,
   * returns the upper ones.
   */
  async #backward(
    history: History,
    head: Fresh,
    last: Revision,
    limit: number,
  ): Promise<Events | Gone | EventStoreFailed> {
    for (let first = Math.max(last - limit + 1, 0); ;) {
      const page = await this.#events(history, head, first, last, undefined)
      if (page.kind === 'gone' && page.first <= last) first = page.first
      else if (page.kind === 'events' && page.events.length <= last - first) first = last - page.events.length + 1
      else return page
    }
  }

  /** Reads the events from one revision to another or, if all would be too much at once, the first of them. */
  async #events(
    history: History,
    head: Fresh,
    first: Revision,
    last: Revision,
    fetching: Promise<Fetched | EventStoreFailed> | undefined,
  ): Promise<Events | Gone | EventStoreFailed> {
    if (head.last !== undefined && first >= head.last.heading.first) {
      const events = history.read(head.last)
      return 'kind' in events
        ? events
        : { kind: 'events', events: events.filter(({ revision }) => revision >= first && revision <= last) }
    }
    const fetched = await (fetching ?? this.#search(history, head, first, last))
    if (fetched.kind !== 'fetched') return fetched
    const events = this.#gathered(history, fetched.messages, first, last)
    if ('kind' in events) return events
    if (events.length === last - first + 1 || (fetched.cut && events.length > 0)) return { kind: 'events', events }
    // A server that lags may not know the newest messages, and some may have been lost on the way. The leader has both.
    const next = first + events.length
    const rest = await history.events(next, Math.min(last - next + 1, MOST_SINGLY), head)
    if (rest.kind === 'gone' && events.length > 0) return missing(history.stream, next, rest.first - 1, 'read')
    return rest.kind === 'events' ? { kind: 'events', events: [...events, ...rest.events] } : rest
  }

  async #search(
    history: History,
    head: Fresh,
    first: Revision,
    last: Revision,
  ): Promise<Fetched | Gone | EventStoreFailed> {
    const begin = first === 0 ? undefined : await history.holding(first, head)
    if (begin !== undefined && 'kind' in begin) return begin
    const sequence = begin?.stored.sequence ?? START.sequence
    return this.#fetch(history, { revision: first, sequence }, last - first + 1, last)
  }

  #fetch({ subject }: History, { sequence }: Mark, most: number, last: Revision): Promise<Fetched | EventStoreFailed> {
    return this.#fetcher.fetch({ subject, from: sequence, most, last }, 'read')
  }

  /** Returns the events of messages from one revision to another, up to the first that is missing. */
  #gathered(
    { stream }: History,
    messages: readonly Stored[],
    first: Revision,
    last: Revision,
  ): readonly RecordedEvent[] | EventStoreFailed {
    const events: RecordedEvent[] = []
    let mark: Mark | undefined
    for (const stored of messages) {
      const { heading } = stored
      const some = heading === undefined ? undefined : eventsOf(stream, stored, heading)
      if (heading === undefined || some === undefined) return foreign(stored, 'read')
      const next = first + events.length
      if (heading.first > next) break
      // Only the first message may begin before the wanted revision.
      if (heading.first < next && events.length > 0) return doubled(stored, stream, heading.first)
      for (const event of some) if (event.revision >= next && event.revision <= last) events.push(event)
      const revision = first + events.length
      const within = heading.first + heading.count > revision
      mark = { revision, sequence: within ? stored.sequence : stored.sequence + 1 }
      if (within) break
    }
    if (mark !== undefined) this.#mark(stream, mark)
    return events
  }

  #mark(stream: string, mark: Mark): void {
    this.#marks.delete(stream)
    this.#marks.set(stream, mark)
    if (this.#marks.size <= MOST_MARKS) return
    for (const oldest of this.#marks.keys()) return void this.#marks.delete(oldest)
  }
}
