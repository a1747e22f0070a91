import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { ReadAll } from '../../../../domain/event/intent.ts'
import type { ReadAllResult } from '../../../../domain/event/result.ts'
import type { Attempt } from '../../../binding/executor.ts'
import type { Operation } from '../message/failures.ts'
import type { Source } from './log-cursor.ts'
import { LogReader } from './log-reader.ts'
import type { SeenPosition } from '../message/seen-position.ts'

/** How many readers are kept for their next page, and for how long. */
const MOST_WAITING = 8
const IDLE_MS = 2_000

/**
 * The readers of the whole log of one open store. A reader whose page was not the last is kept, because the next page
 * is usually requested at once.
 */
export class LogReaderPool {
  readonly #source: Source
  readonly #seen: SeenPosition
  readonly #all = new Set<LogReader>()
  readonly #waiting = new Map<string, { readonly reader: LogReader; readonly alarm: NodeJS.Timeout }>()

  constructor(source: Source, seen: SeenPosition) {
    this.#source = source
    this.#seen = seen
  }

  begin(intent: Pick<ReadAll, 'after' | 'filter'>, operation: Operation): LogReader {
    const reader = new LogReader(this.#source, this.#seen, intent, operation)
    this.#all.add(reader)
    return reader
  }

  end(reader: LogReader): void {
    reader.close()
    this.#all.delete(reader)
  }

  /** Reads one page of the whole log. */
  async page(intent: ReadAll, attempt: Attempt): Promise<ReadAllResult | EventStoreFailed> {
    const reader = this.#take(keyOf(intent)) ?? this.begin(intent, 'read_all')
    const page = await reader.page(intent.limit, attempt)
    if (page.kind === 'page' && !page.caughtUp) this.#keep(reader)
    else this.end(reader)
    return page
  }

  close(): void {
    for (const { alarm } of this.#waiting.values()) clearTimeout(alarm)
    this.#waiting.clear()
    for (const reader of this.#all) this.end(reader)
  }

  #take(key: string): LogReader | undefined {
    const waiting = this.#waiting.get(key)
    this.#waiting.delete(key)
    clearTimeout(waiting?.alarm)
    return waiting?.reader
  }

  #keep(reader: LogReader): void {
    const key = keyOf({ after: reader.place, filter: reader.filter })
    const before = this.#take(key)
    if (before !== undefined) this.end(before)
    const alarm = setTimeout(() => this.#drop(key), IDLE_MS).unref()
    this.#waiting.set(key, { reader, alarm })
    if (this.#waiting.size > MOST_WAITING) for (const oldest of this.#waiting.keys()) return this.#drop(oldest)
  }

  #drop(key: string): void {
    const reader = this.#take(key)
    if (reader !== undefined) this.end(reader)
  }
}

const keyOf = ({ after, filter }: Pick<ReadAll, 'after' | 'filter'>): string => `${after} ${JSON.stringify(filter)}`
