import { setImmediate as turn } from 'node:timers/promises'
import type { Intent, NameOfMany, NameOfOne, Outcome } from '../../domain/capability/outcome.ts'
import { after, decideAppend, type Knowledge, type WrittenAppend } from '../../domain/event/append.ts'
import type { RecordedEvent, WrittenEvent } from '../../domain/event/event.ts'
import type { EventStoreFailed } from '../../domain/event/failure.ts'
import type { ListStreams, Read, ReadAll } from '../../domain/event/intent.ts'
import type { AppendResult, ReadAllResult, ReadResult, StreamsPage } from '../../domain/event/result.ts'
import { EventStore, type EventStoreCapability } from '../../domain/event/store.ts'
import { byCodePoint, type Position, type Revision } from '../../domain/event/stream.ts'
import { follow, passes } from '../../domain/event/subscription.ts'
import type { Attempt, Closed, Executor, Ready } from '../binding/executor.ts'
import { Growth } from '../binding/growth.ts'
import { grants, limits } from './config.ts'
import { calledOff, failures, notOpen } from './failure.ts'

type Capability = EventStoreCapability
type One = NameOfOne<Capability>
type Many = NameOfMany<Capability>

/** An event as memory keeps it: its JSON as text, so that no reader can change what another reads. */
interface Kept extends WrittenEvent {
  readonly stream: string
  readonly revision: Revision
  readonly position: Position
  readonly recordedAt: number
}

/** Keeps events in this process's memory. The smallest honest binding: the one to read before writing another. */
export class MemoryEventExecutor implements Executor<Capability, typeof grants> {
  readonly capability: Capability = EventStore
  readonly technology = Object.freeze({ name: 'memory', packages: Object.freeze([]) })
  readonly grants = grants
  readonly limits = limits
  readonly failures = failures
  #open = false
  readonly #log: Kept[] = []
  readonly #streams = new Map<string, Kept[]>()
  readonly #ids = new Map<string, Kept>()
  readonly #growth = new Growth({ begin: () => undefined, end: () => undefined })

  constructor() {
    Object.freeze(this)
  }

  open(_attempt: Attempt): Promise<Ready> {
    this.#open = true
    return Promise.resolve({ kind: 'ready' })
  }

  /** Executes in a turn of its own, so that whoever asks again and again does not keep all others waiting. */
  async execute(intent: Intent<Capability, One>, attempt: Attempt): Promise<Outcome<Capability, One>> {
    await turn()
    if (!this.#open) return notOpen(intent.kind)
    return attempt.aborted ? calledOff(intent.kind) : this.#execute(intent)
  }

  follow(
    intent: Intent<Capability, Many>,
    attempt: Attempt,
  ): AsyncIterator<Outcome<Capability, Many>, undefined, undefined> {
    const readAll = async (page: ReadAll): Promise<ReadAllResult | EventStoreFailed> => {
      await turn()
      return this.#open ? this.#readAll(page) : notOpen('subscribe')
    }
    return follow(intent, readAll, this.#growth, attempt.signal)
  }

  close(): Promise<Closed> {
    this.#open = false
    this.#log.length = 0
    this.#streams.clear()
    this.#ids.clear()
    return Promise.resolve({ kind: 'closed' })
  }

  #execute(intent: Intent<Capability, One>): AppendResult | ReadResult | ReadAllResult | StreamsPage {
    switch (intent.kind) {
      case 'append':
        return this.#append(intent)
      case 'read':
        return this.#read(intent)
      case 'read_all':
        return this.#readAll(intent)
      case 'streams':
        return this.#list(intent)
      default:
        return intent satisfies never
    }
  }

  #append(append: WrittenAppend): AppendResult {
    const decision = decideAppend(append, this.#knowledgeOf(append.stream))
    if (decision.kind !== 'store') return decision
    const stored = this.#streams.get(append.stream) ?? []
    this.#streams.set(append.stream, stored)
    for (const event of append.events) {
      const kept: Kept = {
        ...event,
        stream: append.stream,
        revision: stored.length,
        position: this.#log.length + 1,
        recordedAt: Date.now(),
      }
      stored.push(kept)
      this.#log.push(kept)
      this.#ids.set(kept.id, kept)
    }
    this.#growth.grow()
    return { kind: 'appended', revision: stored.length - 1, position: this.#log.length, repeated: false }
  }

  #knowledgeOf(stream: string): Knowledge {
    const stored = this.#streams.get(stream) ?? []
    return {
      head: stored.at(-1)?.revision ?? 'no_stream',
      standing: (from, most) => stored.slice(from, from + most),
      find: (id) => this.#ids.get(id),
    }
  }

  #read({ stream, from, direction, limit }: Read): ReadResult {
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

  #readAll({ after: place, filter, limit }: ReadAll): ReadAllResult {
    const head = this.#log.length === 0 ? 'start' : this.#log.length
    const begin = place === 'start' ? 0 : place
    if (begin > this.#log.length) return { kind: 'ahead', head }
    const stretch = this.#log.slice(begin, begin + STRETCH)
    const events = stretch.filter((event) => passes(filter, event)).slice(0, limit)
    const last = events.length === limit ? events.at(-1) : stretch.at(-1)
    const next = last?.position ?? place
    return { kind: 'page', events: events.map(recorded), next, head, caughtUp: next === head }
  }

  #list({ prefix, after: behind, limit }: ListStreams): StreamsPage {
    const names = [...this.#streams.keys()]
      .filter((name) => name.startsWith(prefix) && (behind === null || byCodePoint(name, behind) > 0))
      .toSorted(byCodePoint)
    const streams = names
      .slice(0, limit)
      .map((stream) => ({ stream, revision: after(this.#knowledgeOf(stream).head) - 1 }))
    return { kind: 'page', streams, next: names.length > limit ? (streams.at(-1)?.stream ?? null) : null }
  }
}

/** The most events that one page of the whole log looks at. */
const STRETCH = 10_000

const recorded = ({ data, metadata, ...event }: Kept): RecordedEvent => ({
  ...event,
  data: JSON.parse(data),
  metadata: JSON.parse(metadata),
})
