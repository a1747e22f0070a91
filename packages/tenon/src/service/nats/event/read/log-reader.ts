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

/** The most events that one page covers. */
const STRETCH = 10_000
const PAUSE_MS = 100
/** How long a subscription waits for messages that a server has announced before it asks again where the log ends. */
const SOON_MS = 250
/** For how many subjects the stream is remembered. */
const MOST_STREAMS = 10_000

/** Reads the events of a filter from the whole log in pages, each after the one before. */
export class LogReader {
  readonly filter: Filter
  readonly #source: Source
  readonly #seen: SeenPosition
  readonly #operation: Operation
  readonly #subject: string
  /** Whether every message in the JetStream stream is wanted. */
  readonly #all: boolean
  /** The position after which the next page begins. */
  #place: Position | 'start'
  /**
   * The position after which the next event comes. The reported end of the log may be further on, and an answer that
   * lags must not make it skip anything.
   */
  #behind: Position | 0
  #cursor: LogCursor | undefined
  /** The last message that was read, as long as its count of pending messages is believed. */
  #latest: Delivered | undefined
  /** The streams of the subjects that have arrived. */
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

  /** The position after which the next page begins. */
  get place(): Position | 'start' {
    return this.#place
  }

  /** How often the log has been seen to grow. */
  get growths(): number {
    return this.#cursor?.growth.growths ?? 0
  }

  /** Resolves as soon as there is more to read, or when the signal fires. */
  async grown(than: number, signal: AbortSignal): Promise<void> {
    const cursor = (this.#cursor ??= this.#begin())
    const { made } = cursor
    let growths = than
    while (!signal.aborted && !this.#waits() && cursor.failure === undefined) {
      // A new consumer may read another log. Reading the next page finds out.
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
      // A server may announce more messages than arrive. Those that have arrived are returned without waiting for the
      // rest.
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

  /**
   * Reads the messages that have arrived into a page until it is full or all are read. Removes those that were read to
   * their end.
   */
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
          // A page with all its events looks further: it has caught up if no other event is wanted.
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

  /** Returns whether retention has removed the messages before this one since the last check. */
  #skips({ sequence }: Stored): boolean {
    const { config } = this.#source
    return forgets(config) && this.#all && config.subjects.length === 1 && sequence > sequenceOf(this.#behind) + 1
  }

  /** Returns whether a message waits that has not been read to its end. Removes those that have. */
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
    if (caughtUp && this.#place !== 'start') this.#cursor?.knownUpTo(sequenceOf(this.#place))
    if (this.#place !== 'start') this.#seen.saw(this.#place)
    return { kind: 'page', events, next: this.#place, head, caughtUp }
  }

  #begin(): LogCursor {
    // The message at the place itself may hold more events after it.
    return LogCursor.begin(this.#source, this.#subject, Math.max(sequenceOf(this.#behind) - 1, 0), this.#operation)
  }

  /** Resolves with the messages that have arrived, as soon as there are any. */
  async #comes(attempt: Attempt): Promise<Came | { readonly kind: 'receded' } | EventStoreFailed> {
    const cursor = (this.#cursor ??= this.#begin())
    for (;;) {
      const { growths } = cursor.growth
      if (cursor.buffer.length > 0) return { kind: 'came', buffer: cursor.buffer }
      if (cursor.receded) return { kind: 'receded' }
      if (cursor.failure !== undefined) return cursor.failure
      if (attempt.aborted)
        return found('cancelled', this.#operation, 'cancelled before the whole page had arrived.', null)
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

  /** Returns where the log ends if that follows from the newest message that arrived, without asking the leader. */
  #known(): Ends | undefined {
    const waiting = this.#cursor?.buffer.at(-1)
    const newest = waiting ?? this.#latest
    const heading = newest === undefined ? undefined : newest.heading
    if (newest === undefined || heading === undefined || this.#cursor?.receded === true) return undefined
    const head = positionOf(newest.sequence, heading.count - 1)
    // A wanted event before the reported end of the log may arrive late.
    if (this.#place !== 'start' && head < this.#place) return undefined
    // A subscription reports the end of the log only once it has come there.
    if (newest.pending > 0)
      return this.#operation === 'subscribe' ? { kind: 'ends', head, target: head + 1 } : undefined
    return waiting === undefined || !this.#all || head < this.#seen.highest
      ? undefined
      : { kind: 'ends', head, target: head }
  }

  /** Asks once or, for a subscription, until patience runs out, as long as the failure is one that passes. */
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

  /** Returns `truncated` if retention has removed the next events, or an empty page if it has removed all. */
  async #gone(): Promise<ReadAllResult | EventStoreFailed | undefined> {
    const { api, config } = this.#source
    const info = await api.ask(`STREAM.INFO.${config.name}`, {}, this.#operation)
    if (info.kind === 'failed') return info
    const { first_seq: first = 1, last_seq: last = 0 } = Object(info.value.state)
    const behind = this.#place === 'start' ? 0 : sequenceOf(this.#place)
    if (first > behind + 1) return { kind: 'truncated', first: positionOf(first, 0) }
    // No message is left that shows where the log ends. A reader of all of them has come to its end.
    const emptied = first > last && this.#place !== 'start' && behind <= last && !this.#waits()
    return emptied ? this.#page([], this.#place, true) : undefined
  }
}

/** Messages that have arrived. */
interface Came {
  readonly kind: 'came'
  readonly buffer: readonly Delivered[]
}

/** A page that is being read. */
interface Page {
  readonly limit: number
  /** The position up to which to read. */
  readonly target: number
  readonly events: RecordedEvent[]
  looked: number
  size: number
}

const NO_CURSOR = Object.freeze({ buffer: [] })
