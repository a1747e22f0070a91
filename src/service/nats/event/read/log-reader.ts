import { setTimeout as wait } from 'node:timers/promises'
import type { RecordedEvent } from '../../../../domain/event/event.ts'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Filter, ReadAll } from '../../../../domain/event/intent.ts'
import type { LogPage, ReadAllResult, Truncated } from '../../../../domain/event/result.ts'
import { EventStore } from '../../../../domain/event/store.ts'
import type { Position } from '../../../../domain/event/stream.ts'
import { passes } from '../../../../domain/event/subscription.ts'
import type { Attempt } from '../../../binding/executor.ts'
import { found } from '../../failure.ts'
import { forgets } from '../../provision/stream-config.ts'
import { LogCursor, type Source } from './log-cursor.ts'
import type { Delivered } from '../message/delivered-message.ts'
import { type Ends, endsOf } from './log-end.ts'
import { MOST_BYTES } from './fetch-messages.ts'
import { foreign, type Operation } from '../message/failures.ts'
import { eventsOf, positionOf, sequenceOf, type Stored } from '../message/message.ts'
import type { SeenPosition } from '../message/seen-position.ts'
import { filterOf, streamOf } from '../message/subject.ts'

/** The most events that one page looks at. */
const STRETCH = 10_000
const PAUSE_MS = 100
/** How long a subscription waits for what a server says is to come before it asks again where the log ends. */
const SOON_MS = 250
/** Of how many subjects it is remembered which stream they stand for. */
const MOST_STREAMS = 10_000

/** Reads one filter's events of the whole log in pages, each behind the one before. */
export class LogReader {
  readonly filter: Filter
  readonly #source: Source
  readonly #seen: SeenPosition
  readonly #operation: Operation
  readonly #subject: string
  /** Whether every message in the JetStream stream is wanted. */
  readonly #all: boolean
  /** Behind which the next page begins. */
  #place: Position | 'start'
  /** Behind which the next event comes. What is told of the end of the log may be further on, and an answer that lags behind it is no reason to skip anything. */
  #behind: Position | 0
  #cursor: LogCursor | undefined
  /** The last message that was read, as long as what it says of more to come is believed. */
  #latest: Delivered | undefined
  /** The streams that subjects stand for, as far as they came. */
  readonly #streams = new Map<string, string>()

  constructor(
    source: Source,
    seen: SeenPosition,
    { after, filter }: Pick<ReadAll, 'after' | 'filter'>,
    operation: Operation,
  ) {
    const { subjectPrefix } = source.config
    this.#source = source
    this.#seen = seen
    this.#operation = operation
    this.#place = after
    this.#behind = after === 'start' ? 0 : after
    this.filter = filter
    this.#subject = filterOf(subjectPrefix, filter.streams === 'all' ? '' : filter.streams.prefix)
    this.#all = this.#subject === `${subjectPrefix}.>`
  }

  /** Behind which the next page begins. */
  get place(): Position | 'start' {
    return this.#place
  }

  /** How often it has been seen that there is more. */
  get growths(): number {
    return this.#cursor?.growth.growths ?? 0
  }

  /** Resolves as soon as there is more, or the signal fires. */
  async grown(than: number, signal: AbortSignal): Promise<void> {
    const cursor = (this.#cursor ??= this.#begin())
    const { made } = cursor
    let growths = than
    while (!signal.aborted && !this.#waits() && cursor.failure === undefined) {
      // Whether another log stands behind another consumer is found by looking.
      if (cursor.receded || (cursor.made !== made && made > 0)) return
      await cursor.growth.grown(growths, signal)
      growths = cursor.growth.growths
    }
  }

  close(): void {
    this.#cursor?.close()
  }

  /** Reads the next page. */
  async page(limit: number, attempt: Attempt): Promise<ReadAllResult | EventStoreFailed> {
    const failure = this.#waits() ? undefined : this.#cursor?.failure
    if (failure !== undefined) return failure
    const gone = forgets(this.#source.config) ? await this.#patiently(() => this.#gone(), attempt) : undefined
    if (gone !== undefined) return gone
    const known = this.#known() ?? (await this.#patiently(() => this.#ends(), attempt))
    if (known.kind === 'failed') return known
    const { head } = known
    if (this.#cursor?.receded === true) return { kind: 'ahead', head }
    if (this.#place !== 'start' && (head === 'start' || this.#place > head)) return { kind: 'ahead', head }
    const page: Page = { limit, target: known.target, events: [], looked: 0, size: 0 }
    for (;;) {
      if (this.#behind >= page.target) return this.#page(page.events, head, true)
      // A server may say that more is to come than does: what has come is not kept back for it.
      if (this.#operation === 'subscribe' && !(await (this.#cursor ??= this.#begin()).comes(SOON_MS, attempt.signal))) {
        this.#latest = undefined
        return this.#page(page.events, head, false)
      }
      const came = await this.#comes(attempt)
      if (came.kind === 'failed') return came
      if (came.kind === 'receded') return this.page(limit, attempt)
      const read = this.#readInto(page, came.buffer)
      if (read.kind === 'failed' || read.kind === 'truncated') return read
      if (read.kind === 'full') return this.#page(page.events, head, false)
    }
  }

  /** Reads what has come into a page, until it is full or all is read, and lets go of what was read to its end. */
  #readInto(
    page: Page,
    buffer: readonly Delivered[],
  ): EventStoreFailed | Truncated | { readonly kind: 'full' | 'read' } {
    let done = 0
    try {
      for (const stored of buffer) {
        if (this.#behind >= page.target) break
        if (page.looked >= STRETCH || page.size >= MOST_BYTES) return { kind: 'full' }
        if (this.#skips(stored))
          return page.events.length > 0
            ? { kind: 'full' }
            : { kind: 'truncated', first: positionOf(stored.sequence, 0) }
        const read = this.#read(stored)
        if ('kind' in read) return read
        for (const event of read) {
          if (event.position <= this.#behind) continue
          const wanted = passes(this.filter, event)
          // A page that has its events looks on: it has caught up when no other one is wanted.
          if (wanted && page.events.length === page.limit) return { kind: 'full' }
          this.#behind = event.position
          if (this.#place === 'start' || this.#place < event.position) this.#place = event.position
          page.looked += 1
          if (wanted) page.events.push(event)
        }
        page.size += stored.size
        done += 1
        this.#latest = stored
      }
      return { kind: 'read' }
    } finally {
      this.#cursor?.take(done)
    }
  }

  /** Whether retention has removed what stood before a message since it was last looked for. */
  #skips({ sequence }: Stored): boolean {
    const { config } = this.#source
    return forgets(config) && this.#all && config.subjects.length === 1 && sequence > sequenceOf(this.#behind) + 1
  }

  /** Whether a message waits that has not been read to its end; those that have are let go. */
  #waits(): boolean {
    const { buffer } = this.#cursor ?? NO_CURSOR
    const unread = buffer.findIndex((stored) => {
      const { heading } = stored
      return heading === undefined || positionOf(stored.sequence, heading.count - 1) > this.#behind
    })
    if (unread !== 0 && buffer.length > 0) this.#cursor?.take(unread === -1 ? buffer.length : unread)
    return buffer.length > 0
  }

  #page(events: readonly RecordedEvent[], head: Position | 'start', caughtUp: boolean): LogPage {
    if (caughtUp && head !== 'start' && (this.#place === 'start' || this.#place < head)) this.#place = head
    if (caughtUp && this.#place !== 'start') this.#cursor?.told(sequenceOf(this.#place))
    if (this.#place !== 'start') this.#seen.saw(this.#place)
    return { kind: 'page', events, next: this.#place, head, caughtUp }
  }

  #begin(): LogCursor {
    // The message of the place itself may hold more events behind it.
    return LogCursor.begin(this.#source, this.#subject, Math.max(sequenceOf(this.#behind) - 1, 0), this.#operation)
  }

  /** What has come and was not taken, as soon as there is any. */
  async #comes(attempt: Attempt): Promise<Came | { readonly kind: 'receded' } | EventStoreFailed> {
    const cursor = (this.#cursor ??= this.#begin())
    for (;;) {
      const { growths } = cursor.growth
      if (cursor.buffer.length > 0) return { kind: 'came', buffer: cursor.buffer }
      if (cursor.receded) return { kind: 'receded' }
      if (cursor.failure !== undefined) return cursor.failure
      if (attempt.aborted)
        return found('cancelled', this.#operation, 'called off before all of the page had come.', null)
      await cursor.growth.grown(growths, attempt.signal)
    }
  }

  #read(stored: Stored): readonly RecordedEvent[] | EventStoreFailed {
    const stream = this.#streamOf(stored.subject)
    const { heading } = stored
    const events = stream === undefined || heading === undefined ? undefined : eventsOf(stream, stored, heading)
    return events ?? foreign(stored, this.#operation)
  }

  #streamOf(subject: string): string | undefined {
    const known = this.#streams.get(subject)
    if (known !== undefined) return known
    const stream = streamOf(this.#source.config.subjectPrefix, subject)
    if (stream !== undefined && this.#streams.size < MOST_STREAMS) this.#streams.set(subject, stream)
    return stream
  }

  /** Where the log ends, where what came last is the last there is, as far as this store has seen. */
  #known(): Ends | undefined {
    const waiting = this.#cursor?.buffer.at(-1)
    const newest = waiting ?? this.#latest
    const heading = newest === undefined ? undefined : newest.heading
    if (newest === undefined || heading === undefined || this.#cursor?.receded === true) return undefined
    const head = positionOf(newest.sequence, heading.count - 1)
    // An event that was wanted before the end of the log that was told may come late.
    if (this.#place !== 'start' && head < this.#place) return undefined
    // A subscription is told where the log ends only when it has come there.
    if (newest.pending > 0)
      return this.#operation === 'subscribe' ? { kind: 'ends', head, target: head + 1 } : undefined
    return waiting === undefined || !this.#all || head < this.#seen.highest
      ? undefined
      : { kind: 'ends', head, target: head }
  }

  /** Asks; and, for a subscription, again and again for as long as its patience lasts, where what keeps the answer from it passes. */
  async #patiently<Answer extends { readonly kind: string } | undefined>(
    ask: () => Promise<Answer | EventStoreFailed>,
    attempt: Attempt,
  ): Promise<Answer | EventStoreFailed> {
    const until = performance.now() + this.#source.patienceMs
    for (;;) {
      const answer = await ask()
      if (this.#operation !== 'subscribe' || attempt.aborted || performance.now() > until) return answer
      if (answer === undefined || !('failure' in answer) || !EventStore.failures[answer.failure].passes) return answer
      await wait(PAUSE_MS)
    }
  }

  #ends(): Promise<Ends | EventStoreFailed> {
    const wanted = { subject: this.#subject, all: this.#all, behind: this.#behind }
    return endsOf(this.#source, this.#seen, wanted, this.#operation)
  }

  /** Whether retention has removed what comes next. */
  async #gone(): Promise<ReadAllResult | EventStoreFailed | undefined> {
    const { api, config } = this.#source
    const info = await api.ask(`STREAM.INFO.${config.name}`, {}, this.#operation)
    if (info.kind === 'failed') return info
    const { first_seq: first = 1, last_seq: last = 0 } = Object(info.value.state)
    const behind = this.#place === 'start' ? 0 : sequenceOf(this.#place)
    if (first > behind + 1) return { kind: 'truncated', first: positionOf(first, 0) }
    // Nothing is left to tell where the log ends: whoever has read all of it has come to its end.
    const emptied = first > last && this.#place !== 'start' && behind <= last && !this.#waits()
    return emptied ? this.#page([], this.#place, true) : undefined
  }
}

/** Messages that came. */
interface Came {
  readonly kind: 'came'
  readonly buffer: readonly Delivered[]
}

/** A page that is being read. */
interface Page {
  readonly limit: number
  /** Up to where to read. */
  readonly target: number
  readonly events: RecordedEvent[]
  looked: number
  size: number
}

const NO_CURSOR = Object.freeze({ buffer: [] })
