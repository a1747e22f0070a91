import { byCodePoint } from '../data/names.ts'
import { decideAppend, type Storing, type WrittenAppend } from './append.ts'
import type { RecordedEvent, WrittenEvent } from './event.ts'
import type { ListStreams, Read, ReadAll } from './intent.ts'
import type { AppendResult, ReadAllResult, ReadResult, StreamsPage } from './result.ts'
import type { Position, Revision } from './stream.ts'
import { passes } from './subscription.ts'

/** An event as the log keeps it, with its JSON as text, so that one reader cannot change what another reads. */
interface Kept extends WrittenEvent {
  readonly stream: string
  readonly revision: Revision
  readonly position: Position
  readonly recordedAt: number
}

/**
 * A whole log in memory. It returns the result of each intent, and does not know where else the log may be kept. It
 * recognises ids for ever.
 */
export class Log {
  readonly #log: Kept[] = []
  readonly #streams = new Map<string, Kept[]>()
  readonly #ids = new Map<string, Kept>()

  /** Decides an append without storing anything. */
  decide(append: WrittenAppend): AppendResult | Storing {
    const stored = this.#streams.get(append.stream) ?? []
    return decideAppend(append, {
      head: stored.at(-1)?.revision ?? 'no_stream',
      eventsFrom: (from, most) => stored.slice(from, from + most),
      find: (id) => this.#ids.get(id),
    })
  }

  /** Stores an append for which `decide` returned `store`. `recordedAt` is the time by the store's clock. */
  store({ stream, events }: WrittenAppend, recordedAt: number): AppendResult {
    const stored = this.#streams.get(stream) ?? []
    this.#streams.set(stream, stored)
    for (const event of events) {
      const kept = { ...event, stream, revision: stored.length, position: this.#log.length + 1, recordedAt }
      stored.push(kept)
      this.#log.push(kept)
      this.#ids.set(kept.id, kept)
    }
    return { kind: 'appended', revision: stored.length - 1, position: this.#log.length, repeated: false }
  }

  /** Reads one page of a stream. */
  read({ stream, from, direction, limit }: Read): ReadResult {
    const stored = this.#streams.get(stream)
    const head = stored?.at(-1)?.revision
    if (stored === undefined || head === undefined) return { kind: 'no_stream' }
    const first = from === 'start' ? 0 : from === 'end' ? head : from
    if (direction === 'forward') {
      const end = Math.min(first + limit, head + 1)
      return { kind: 'page', events: stored.slice(first, end).map(recorded), next: end <= head ? end : 'done', head }
    }
    const begin = Math.min(first, head)
    const end = Math.max(begin - limit + 1, 0)
    const events = stored.slice(end, begin + 1).toReversed()
    return { kind: 'page', events: events.map(recorded), next: end > 0 ? end - 1 : 'done', head }
  }

  /** Reads one page of the whole log. */
  readAll({ after: place, filter, limit }: ReadAll): ReadAllResult {
    const head = this.#log.length === 0 ? 'start' : this.#log.length
    const begin = place === 'start' ? 0 : place
    if (begin > this.#log.length) return { kind: 'ahead', head }
    const stretch = this.#log.slice(begin, begin + STRETCH)
    const passing = stretch.filter((event) => passes(filter, event))
    const events = passing.slice(0, limit)
    const last = passing.length > limit ? events.at(-1) : stretch.at(-1)
    const next = last?.position ?? place
    return { kind: 'page', events: events.map(recorded), next, head, caughtUp: next === head }
  }

  /** Lists one page of streams. */
  list({ prefix, after: last, limit }: ListStreams): StreamsPage {
    const names = [...this.#streams.keys()]
      .filter((name) => name.startsWith(prefix) && (last === null || byCodePoint(name, last) > 0))
      .toSorted(byCodePoint)
    const streams = names
      .slice(0, limit)
      .map((stream) => ({ stream, revision: (this.#streams.get(stream)?.length ?? 0) - 1 }))
    return { kind: 'page', streams, next: names.length > limit ? (streams.at(-1)?.stream ?? null) : null }
  }

  /** Removes everything. */
  clear(): void {
    this.#log.length = 0
    this.#streams.clear()
    this.#ids.clear()
  }
}

/** The most events that are examined for one page of the whole log. */
const STRETCH = 10_000

const recorded = ({ data, metadata, ...event }: Kept): RecordedEvent => ({
  ...event,
  data: JSON.parse(data),
  metadata: JSON.parse(metadata),
})
