import type { Ahead, Truncated } from '../../../domain/event/result.ts'
import type { Filter } from '../../../domain/event/intent.ts'
import type { Position } from '../../../domain/event/stream.ts'
import type { EventStore } from '../../../domain/event/store.ts'
import type { Runtime } from '../../binding/runtime.ts'
import { type AnyFailed, asked } from './asked.ts'
import { Page, placeOf } from './page.ts'
import { Tail, type TailEnd } from './tail.ts'

/** Why a page of the log cannot be read. */
export type NoPage = Truncated | Ahead | AnyFailed

/** An event, by its place in the log. */
export interface LoggedEvent {
  readonly position: Position
  readonly id: string
}

/** What a reader that waits for more learns. `quiet`: nothing came in time. */
type News = 'more' | 'quiet' | NoPage

/** How a scan reads. */
interface ScanSettings {
  readonly filter: Filter
  readonly pageEvents: number
  /** How many readers there are. */
  readonly readers: number
}

/**
 * Reads the log for several readers, each at a place of its own. Those that ask for the same page share one read, and a
 * reader that is a few pages behind finds them kept. So readers that begin close to each other soon go together, and
 * one that is far behind or waits holds up none of the others.
 */
export class Scan {
  readonly #store: EventStore
  readonly #settings: ScanSettings
  readonly #runtime: Runtime
  readonly #signal: AbortSignal
  /** The newest pages. The last was read last. */
  readonly #pages: Page[] = []
  /** The most pages that are kept. */
  readonly #most: number
  /** The reads under way, by the place after which they begin. */
  readonly #reads = new Map<number, Promise<Page | NoPage>>()
  #tail: Tail | undefined
  /** The subscription whose next page is waited for. */
  #pulled: Tail | undefined
  /** The readers that wait for more. */
  readonly #waiting = new Set<(news: News) => void>()

  constructor(store: EventStore, settings: ScanSettings, runtime: Runtime, signal: AbortSignal) {
    this.#store = store
    this.#settings = settings
    // With two for each reader, none is removed before it is taken, however far the readers are apart.
    this.#most = settings.readers === 1 ? 1 : 2 * settings.readers
    this.#runtime = runtime
    this.#signal = signal
  }

  /** Returns the page with what follows a position. It may begin before the position. */
  async pageAfter(position: Position | 'start'): Promise<Page | NoPage> {
    const kept = this.#kept(position) ?? (await this.#keptSoon(position))
    const page = kept ?? (await this.#read(position))
    // The next page is read while this one is committed.
    if (page.kind === 'page' && !page.caughtUp && this.#kept(page.next) === undefined) void this.#read(page.next)
    return page
  }

  /** Waits at most `ms` milliseconds for anything that follows a position at the end of the log. */
  beyond(position: Position | 'start', ms: number): Promise<News> {
    if (this.#signal.aborted) return Promise.resolve('quiet')
    const place = placeOf(position)
    if (this.#kept(position) !== undefined || placeOf(this.#tail?.place ?? 'start') > place)
      return Promise.resolve('more')
    void this.#pull(this.#tailAt(position))
    return new Promise((resolve) => {
      const hear = (news: News): void => {
        this.#waiting.delete(hear)
        timer.cancel()
        resolve(news)
      }
      const timer = this.#runtime.after(ms, () => hear('quiet'))
      this.#waiting.add(hear)
    })
  }

  /** Returns the event at a position, or the first after it if there is none, or `null` if the log does not have it. */
  async eventAt(
    position: Position,
  ): Promise<{ readonly kind: 'found'; readonly event: LoggedEvent | null } | AnyFailed> {
    const after = position === 1 ? 'start' : position - 1
    const page = await this.#ask({ after, filter: ALL, limit: 1 })
    if (page.kind === 'failed') return page
    const event = page.kind === 'page' ? page.events[0] : undefined
    return { kind: 'found', event: event === undefined ? null : { position: event.position, id: event.id } }
  }

  /** Ends the subscription, and the waiting of all readers. */
  close(): void {
    this.#leave(this.#tail, 'quiet')
  }

  #kept(position: Position | 'start'): Page | undefined {
    return this.#pages.findLast((page) => page.follows(position))
  }

  /** Waits for a read under way that begins before a position, because its page may hold what follows. */
  async #keptSoon(position: Position | 'start'): Promise<Page | undefined> {
    const place = placeOf(position)
    const before = [...this.#reads.keys()].filter((after) => after < place)
    if (before.length === 0) return undefined
    await this.#reads.get(Math.max(...before))
    return this.#kept(position)
  }

  #read(after: Position | 'start'): Promise<Page | NoPage> {
    const place = placeOf(after)
    const reading = this.#reads.get(place) ?? this.#readPage(after)
    this.#reads.set(place, reading)
    return reading
  }

  async #readPage(after: Position | 'start'): Promise<Page | NoPage> {
    const { filter, pageEvents } = this.#settings
    const read = await this.#ask({ after, filter, limit: pageEvents })
    this.#reads.delete(placeOf(after))
    if (read.kind !== 'page') return read
    const page = new Page({ after, ...read })
    this.#keep(page)
    return page
  }

  #ask(
    fields: Parameters<EventStore['read_all']>[0],
  ): Promise<Awaited<ReturnType<EventStore['read_all']>> | AnyFailed> {
    return asked('read_all', () => this.#store.read_all(fields, { signal: this.#signal, deadlineMs: null }))
  }

  #keep(page: Page): void {
    if (placeOf(page.next) === placeOf(page.after)) return
    this.#pages.push(page)
    if (this.#pages.length > this.#most) this.#pages.shift()
  }

  /** Returns the subscription after a position, instead of one that is behind. */
  #tailAt(after: Position | 'start'): Tail {
    if (this.#tail !== undefined && placeOf(this.#tail.place) === placeOf(after)) return this.#tail
    this.#leave(this.#tail, 'more')
    const { filter, pageEvents } = this.#settings
    const items = this.#store.subscribe({ after, filter }, { signal: this.#signal, deadlineMs: null })
    this.#tail = new Tail(items, after, pageEvents, this.#runtime)
    return this.#tail
  }

  /** Takes the next page of a subscription, if that is not under way. */
  async #pull(tail: Tail): Promise<void> {
    if (this.#pulled === tail) return
    this.#pulled = tail
    const page = await tail.page()
    if (this.#pulled === tail) this.#pulled = undefined
    if (this.#tail !== tail) return
    if (page.kind === 'page') this.#keep(page)
    // When a whole page was ready, more may be, and reading pages is faster.
    if (page.kind === 'page' && page.caughtUp) this.#tell('more')
    else this.#leave(tail, newsOf(page))
  }

  #leave(tail: Tail | undefined, news: News): void {
    if (this.#tail === tail) this.#tail = undefined
    tail?.close()
    this.#tell(news)
  }

  #tell(news: News): void {
    for (const hear of this.#waiting) hear(news)
  }
}

const newsOf = (page: Page | TailEnd): News => (page.kind === 'page' || page.kind === 'closed' ? 'more' : page)

const ALL: Filter = Object.freeze({ streams: 'all', types: 'all' })
