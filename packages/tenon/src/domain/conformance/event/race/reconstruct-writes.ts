import { decideAppend, type Knowledge, type Storing } from '../../../event/append.ts'
import type { AppendResult } from '../../../event/result.ts'
import type { Revision } from '../../../event/stream.ts'
import { equal, text } from '../../expect.ts'
import { type MadeAppend, disorder, type Happening, type Promises, saysOf, type StoredEvent } from './history.ts'

/** An append that took place: its events are in the stream. */
export interface Write extends Happening {
  readonly ids: readonly string[]
  readonly first: Revision
  /** The revision of the last event. Its position is `position`. */
  readonly revision: Revision
  readonly position: number
  /** The append that wrote the events, or `undefined` if several can have written them. */
  readonly by: MadeAppend | undefined
}

/** What the appends to one stream did. */
export interface Trace {
  readonly writes: readonly Write[]
  readonly flaws: readonly string[]
}

/** Finds which appends wrote a stream, and which of their outcomes are impossible. */
export const reconstructWrites = (
  name: string,
  events: readonly StoredEvent[],
  made: readonly MadeAppend[],
  dedupe: Promises['dedupe'],
): Trace => new Reconstruction(name, events, made, dedupe).trace()

class Reconstruction {
  readonly #name: string
  readonly #events: readonly StoredEvent[]
  readonly #made: readonly MadeAppend[]
  readonly #dedupe: Promises['dedupe']
  readonly #places: ReadonlyMap<string, Revision>
  readonly #writes: Write[] = []
  readonly #flaws: string[] = []

  constructor(name: string, events: readonly StoredEvent[], made: readonly MadeAppend[], dedupe: Promises['dedupe']) {
    this.#name = name
    this.#events = events
    this.#made = made
    this.#dedupe = dedupe
    this.#places = new Map(events.map(({ id }, revision) => [id, revision]))
  }

  trace(): Trace {
    for (let first = 0; first < this.#events.length;) first += this.#write(first)
    for (const [revision, { position }] of this.#events.entries()) {
      if (position <= (this.#events[revision - 1]?.position ?? 0))
        this.#flaws.push(`position ${position} at revision ${revision} of ${this.#name} is not above the one before it`)
    }
    const looks = this.#made.flatMap((made) => this.#look(made))
    return { writes: this.#writes, flaws: [...this.#flaws, ...disorder([...this.#writes, ...looks])] }
  }

  /** Finds the append that wrote the events from a revision on, and returns how many events it wrote. */
  #write(first: Revision): number {
    const whole = this.#made.filter(({ ids }) => ids.every((id, i) => this.#events[first + i]?.id === id))
    const by = whole.find(({ outcome }) => outcome.kind === 'appended' && !outcome.repeated)
    // A call with an unknown outcome may have written them, and so may one that returned `repeated` after a second
    // attempt.
    const able = whole.filter(
      (one) =>
        (one.outcome.kind === 'appended' || (one.outcome.kind === 'failed' && one.outcome.effect === 'unknown')) &&
        this.#decide(one, first).kind === 'store',
    )
    // No append consists of the events of several others, so the longest append that is there completely is the one
    // that was stored.
    const [longest] = able.toSorted((a, b) => b.ids.length - a.ids.length)
    const found = by ?? longest
    const last = first + (found?.ids.length ?? 1) - 1
    const position = this.#events[last]?.position ?? 0
    const at = { rank: 2 * this.#writes.length + 1, first, revision: last, position }
    if (found === undefined) {
      this.#flaws.push(this.#stray(first))
      const ids = this.#events.slice(first, first + 1).map(({ id }) => id)
      this.#writes.push({
        ...at,
        ids,
        by,
        start: -Infinity,
        end: Infinity,
        says: `what is stored at revision ${first}`,
      })
      return 1
    }
    const alike = (one: MadeAppend): boolean => one.ids.length === found.ids.length
    const writers = by === undefined ? able.filter(alike) : [by]
    const answered = whole.filter((one) => alike(one) && one.outcome.kind === 'appended')
    this.#writes.push({
      ...at,
      ids: found.ids,
      by,
      start: Math.min(...writers.map(({ start }) => start)),
      end: Math.min(...answered.map(({ end }) => end)),
      says: saysOf(found),
    })
    return found.ids.length
  }

  /** Returns a sentence about an event that no append can have written. */
  #stray(revision: Revision): string {
    const id = this.#events[revision]?.id ?? ''
    const of = this.#made.filter(({ ids }) => ids.includes(id))
    const where = `event ${id} is at revision ${revision} of ${this.#name}`
    if (of.length === 0) return `${where}, and it was never appended`
    const torn = of.find(({ ids }) => !ids.every((other) => this.#places.has(other)))
    if (torn !== undefined) return `${where}, and not all other events of ${saysOf(torn)} are stored`
    return `${where}, although ${of.map(saysOf).join(' and ')} cannot have put it there`
  }

  /** Returns the outcome that an append to this stream would have had when the stream had this many events. */
  #decide({ stream, expectedRevision, ids }: MadeAppend, length: number): AppendResult | Storing {
    const known: Knowledge = {
      head: length === 0 ? 'no_stream' : length - 1,
      eventsFrom: (from, most) => this.#events.slice(from, Math.min(from + most, length)),
      find: (id) => {
        const revision = this.#dedupe === 'expected' ? undefined : this.#places.get(id)
        return revision === undefined || revision >= length ? undefined : { stream, revision }
      },
    }
    const events = ids.map((id) => ({ id, type: 'T', data: 'null', metadata: '{}' }))
    return decideAppend({ stream, expectedRevision, events }, known)
  }

  /** Returns what an append saw of the stream, if its outcome shows that, and notes a flaw if that was never so. */
  #look(made: MadeAppend): readonly Happening[] {
    const { outcome } = made
    switch (outcome.kind) {
      case 'appended':
        this.#stands(made, outcome)
        return []
      case 'conflict': {
        const seen = outcome.actual === 'no_stream' ? 0 : outcome.actual + 1
        const before = this.#writes.filter(({ revision }) => revision < seen).length
        const boundary = seen === 0 || this.#writes[before - 1]?.revision === outcome.actual
        if (!boundary) {
          this.#flaws.push(`${saysOf(made)} names a last revision that ${this.#name} never had`)
          return []
        }
        const due = this.#decide(made, seen)
        if (due.kind !== 'conflict') this.#flaws.push(`${saysOf(made)} is due ${text(due)} at that revision`)
        return [{ rank: 2 * before, start: made.start, end: made.end, says: saysOf(made) }]
      }
      case 'id_reused':
      case 'failed':
        return []
      default:
        return outcome satisfies never
    }
  }

  #stands(made: MadeAppend, appended: Extract<AppendResult, { readonly kind: 'appended' }>): void {
    const { revision, position, repeated } = appended
    const first = revision - made.ids.length + 1
    const there = this.#events.slice(Math.max(first, 0), revision + 1)
    const standing = there.map(({ id }) => id)
    if (!equal(standing, made.ids) || there.at(-1)?.position !== position) {
      this.#flaws.push(`${saysOf(made)} is not stored there: there is ${text(there)}`)
    } else if (repeated) {
      const due = this.#decide(made, this.#events.length)
      if (!equal(due, appended)) this.#flaws.push(`${saysOf(made)} does not repeat what is stored there`)
    } else if (this.#writes.find((write) => write.first === first)?.by !== made) {
      this.#flaws.push(`${saysOf(made)} was stored, and so was the same by another append at the same revisions`)
    } else if (this.#decide(made, first).kind !== 'store') {
      this.#flaws.push(`${saysOf(made)} was stored although it expected another revision`)
    }
  }
}
