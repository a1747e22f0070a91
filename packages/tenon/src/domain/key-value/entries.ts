import type { JsonText } from '../data/json.ts'
import { byCodePoint } from '../data/names.ts'
import {
  decidePut,
  decideRemove,
  endOfLife,
  type EntryChange,
  type EntryKnowledge,
  forgets,
  type Recognition,
} from './decide.ts'
import { DueKeys } from './due.ts'
import type { EntryRevision } from './entry.ts'
import type { KeyValueFailed } from './failure.ts'
import type { Get, ListKeys, Remove, WrittenPut } from './intent.ts'
import type {
  GetResult,
  KeysPage,
  PutResult,
  RemovedItem,
  RemoveResult,
  ValueItem,
  WatchAhead,
  WatchTruncated,
} from './result.ts'
import type { ChangesPage, ReadChanges } from './watch.ts'

/** What the store keeps of one key. */
interface Entry {
  /** The changes that are remembered, the latest first. */
  readonly changes: readonly [EntryChange, ...EntryChange[]]
  /** The value of the latest change if it is a put, as text, so that one reader cannot change what another reads. */
  readonly value: JsonText
}

/** When a put was stored that expected its key to be absent. */
interface Created {
  readonly revision: EntryRevision
  readonly at: number
}

/** What a store in memory remembers. */
export interface Remembrance extends Recognition {
  /** How long a removal is remembered. At least `repeatWindowMs`. */
  readonly removedKeptMs: number
}

/**
 * A whole key-value store in memory. It returns the result of each intent. The time is passed in: `settle` is called
 * first with the time of an intent, which never goes back.
 */
export class Entries {
  readonly #remembers: Remembrance
  readonly #entries = new Map<string, Entry>()
  /** For each key, the puts within the window that expected it to be absent, by their ids, the earliest first. */
  readonly #created = new Map<string, Map<string, Created>>()
  /** The keys by their latest changes, in the order of revisions. A key may be there with older changes too. */
  #order: { readonly key: string; readonly revision: EntryRevision }[] = []
  /** When a life is over, or a removal may be forgotten. */
  readonly #due = new DueKeys()
  #head = 0
  /** The last revision of a removal that is forgotten. */
  #forgotten = 0

  constructor(remembers: Remembrance) {
    this.#remembers = remembers
  }

  /** When `settle` has something to do next, by the clock of the store. */
  get nextDue(): number | undefined {
    return this.#due.first?.at
  }

  /** Removes every value whose life is over and forgets old removals. Returns whether a value was removed. */
  settle(now: number): boolean {
    const head = this.#head
    for (let due = this.#due.first; due !== undefined && due.at <= now; due = this.#due.first) {
      const latest = this.#latest(due.key)
      if (latest?.kind === 'put') this.#change(due.key, { kind: 'expired', revision: this.#next(), at: now }, '', now)
      else this.#forget(due.key)
    }
    return this.#head > head
  }

  /** Gets the value of one key. */
  get({ key }: Get): GetResult {
    const entry = this.#entries.get(key)
    const latest = entry?.changes[0]
    if (entry === undefined || latest?.kind !== 'put') return { kind: 'absent' }
    return { kind: 'value', value: JSON.parse(entry.value), revision: latest.revision, id: latest.id }
  }

  /** Puts a value, if the rules say so. */
  put(put: WrittenPut, now: number): PutResult | KeyValueFailed {
    const decision = decidePut(put, this.#known(put.key, now))
    if (decision.kind !== 'change') return decision
    const revision = this.#next()
    const until = endOfLife(put.lifetimeSeconds, now)
    this.#change(put.key, { kind: 'put', revision, id: put.id, at: now, until }, put.value, now)
    if (put.expected === 'absent') this.#create(put, { revision, at: now })
    return { kind: 'put', revision, repeated: false }
  }

  /** Removes a value, if the rules say so. */
  remove(remove: Remove, now: number): RemoveResult | KeyValueFailed {
    const decision = decideRemove(remove, this.#known(remove.key, now))
    if (decision.kind !== 'change') return decision
    const revision = this.#next()
    this.#change(remove.key, { kind: 'removed', revision, id: remove.id, at: now }, '', now)
    return { kind: 'removed', revision, repeated: false }
  }

  /** Lists one page of keys. */
  keys({ prefix, after, limit }: ListKeys): KeysPage {
    const found = [...this.#entries]
      .filter(([key, { changes }]) => changes[0].kind === 'put' && key.startsWith(prefix))
      .map(([key, { changes }]) => ({ key, revision: changes[0].revision }))
      .filter(({ key }) => after === null || byCodePoint(key, after) > 0)
      .toSorted((a, b) => byCodePoint(a.key, b.key))
    const keys = found.slice(0, limit)
    return { kind: 'page', keys, next: found.length > limit ? (keys.at(-1)?.key ?? null) : null }
  }

  /** Reads one page of changes. */
  changes({ prefix, after, removedAfter, limit }: ReadChanges): ChangesPage | WatchTruncated | WatchAhead {
    const head = this.#head === 0 ? 'start' : this.#head
    const begin = after === 'start' ? 0 : after
    if (begin > this.#head) return { kind: 'ahead', head }
    const removed = removedAfter === 'start' ? this.#head : removedAfter
    if (removed < this.#forgotten) return { kind: 'truncated', first: this.#forgotten + 1 }
    const items: (ValueItem | RemovedItem)[] = []
    let i = this.#placeAfter(begin)
    const end = Math.min(i + STRETCH, this.#order.length)
    for (; i < end && items.length < limit; i += 1) {
      const item = this.#item(i, prefix)
      if (item !== undefined && (item.kind === 'value' || item.revision > removed)) items.push(item)
    }
    const caughtUp = i === this.#order.length
    return { kind: 'page', items, next: caughtUp ? head : (this.#order[i - 1]?.revision ?? head), head, caughtUp }
  }

  /** Removes everything. */
  clear(): void {
    this.#entries.clear()
    this.#created.clear()
    this.#order = []
    this.#due.clear()
    this.#head = 0
    this.#forgotten = 0
  }

  #latest(key: string): EntryChange | undefined {
    return this.#entries.get(key)?.changes[0]
  }

  #next(): EntryRevision {
    this.#head += 1
    return this.#head
  }

  #known(key: string, now: number): EntryKnowledge {
    const changes = this.#entries.get(key)?.changes ?? []
    const created = (id: string): EntryRevision | undefined => this.#created.get(key)?.get(id)?.revision
    return { now, changes, forgot: forgets(changes, now, this.#remembers), created }
  }

  #change(key: string, change: EntryChange, value: JsonText, now: number): void {
    const { recentWrites, repeatWindowMs, removedKeptMs } = this.#remembers
    const earlier = (this.#entries.get(key)?.changes ?? [])
      .slice(0, recentWrites - 1)
      .filter(({ at }) => at >= now - repeatWindowMs)
    this.#entries.set(key, { changes: [change, ...earlier], value })
    this.#due.set(key, change.kind === 'put' ? change.until : change.at + removedKeptMs)
    this.#order.push({ key, revision: change.revision })
    if (this.#order.length > 2 * this.#entries.size + SPARE) this.#compact()
  }

  #create({ key, id }: WrittenPut, created: Created): void {
    const known = this.#created.get(key) ?? new Map<string, Created>()
    for (const [old, { at }] of known) {
      if (at >= created.at - this.#remembers.repeatWindowMs) break
      known.delete(old)
    }
    this.#created.set(key, known.set(id, created))
  }

  #forget(key: string): void {
    this.#forgotten = Math.max(this.#forgotten, this.#latest(key)?.revision ?? 0)
    this.#entries.delete(key)
    this.#created.delete(key)
    this.#due.set(key, null)
  }

  #compact(): void {
    this.#order = this.#order.filter(({ key, revision }) => this.#latest(key)?.revision === revision)
  }

  /** Returns where in the order the changes after a revision begin. */
  #placeAfter(revision: EntryRevision | 0): number {
    let low = 0
    let high = this.#order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#order[middle]?.revision ?? 0) <= revision) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Returns the change at a place in the order, if it is the latest of a key with this prefix. */
  #item(place: number, prefix: string): ValueItem | RemovedItem | undefined {
    const at = this.#order[place]
    const entry = at === undefined ? undefined : this.#entries.get(at.key)
    const latest = entry?.changes[0]
    if (at === undefined || entry === undefined || latest?.revision !== at.revision) return undefined
    const { key, revision } = at
    if (!key.startsWith(prefix)) return undefined
    if (latest.kind !== 'put') return { kind: 'removed', key, revision }
    return { kind: 'value', key, value: JSON.parse(entry.value), revision, id: latest.id }
  }
}

/** The most places that are looked at for one page of changes. */
const STRETCH = 10_000

/** How many outdated places the order may have beside as many as there are keys. */
const SPARE = 64
