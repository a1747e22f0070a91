import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { Event, EventStore, Filter, LogPage, Position } from 'tenon'
import type { Random } from '../../../../src/domain/conformance/given/random.ts'
import { now, within } from '../../../../src/service/lab/time.ts'
import { event, gives } from '../stores.ts'
import { Due, Follower, LAST, Tally } from './tally.ts'

/** How large a soak is. */
export interface Size {
  readonly ms: number
  /** The events of the one long stream. */
  readonly events: number
  readonly streams: number
  readonly subscribers: number
  /** How many times a store is opened and closed. */
  readonly openings: number
}

const PAGE = 1_000
const CATEGORIES = 4
/** How long a subscription may take to reach the end once nothing more is appended. */
const END_MS = 120_000

const ALL: Filter = { streams: 'all', types: 'all' }

const FILTERS: readonly Filter[] = [
  ALL,
  { streams: { prefix: 'c1-' }, types: 'all' },
  { streams: { prefix: 'c' }, types: ['Begun', LAST] },
  { streams: { prefix: 'c2-' }, types: ['Ended', LAST] },
  { streams: 'all', types: ['Begun', 'Ended', LAST] },
]

/** Writers, subscribers and readers of one log. */
export class Run {
  readonly counts = { appended: 0, openings: 0, passes: 0, read: 0, heard: 0 }
  readonly #stores: readonly EventStore[]
  readonly #size: Size
  readonly #draw: Random
  readonly #followers: Follower[] = []
  readonly #flaws: string[] = []
  readonly #begun = now()
  #going = true
  #work: readonly Promise<void>[] = []
  #silent: AsyncIterableIterator<unknown, undefined> | undefined

  constructor(stores: readonly EventStore[], size: Size, draw: Random) {
    this.#stores = stores
    this.#size = size
    this.#draw = draw
  }

  /** Whether all stores were opened and closed. */
  get isDone(): boolean {
    return this.counts.openings >= this.#size.openings
  }

  /** Whether it is worth going on. */
  get goes(): boolean {
    return this.#going
  }

  #fails(flaw: string): void {
    this.#flaws.push(flaw)
    this.#going = false
  }

  async begin(openAndClose: () => Promise<void>): Promise<void> {
    const [store] = this.#stores
    assert.ok(store !== undefined)
    const page = gives(await store.read_all({ after: 'start', filter: ALL, limit: 1 }), 'page')
    const { head } = page
    assert.ok(head !== 'start')
    // A subscriber that asks for one event and then never again.
    this.#silent = store.subscribe({ after: 'start', filter: ALL })
    await this.#silent.next()
    for (let i = 1; i < this.#size.subscribers; i += 1) {
      const from = this.#stores[i % this.#stores.length] ?? store
      // Some follow from the beginning, and some from the middle. The others are useful only if something arrives.
      const after: Position | 'start' = i <= 3 ? 'start' : i <= 8 ? 1 + this.#draw(head) : head
      this.#followers.push(new Follower(from, after, FILTERS[i % FILTERS.length] ?? ALL))
    }
    const work = [
      ...this.#stores.map((one, i) => this.#write(one, i)),
      ...this.#stores.slice(0, 2).map((one) => this.#read(one)),
      ...Array.from({ length: OPENERS }, () => this.#open(openAndClose)),
    ]
    this.#work = work.map((one) => one.catch((error: unknown) => this.#fails(String(error))))
  }

  /** Lets the writers and readers end, and then the subscribers. */
  async end(): Promise<void> {
    this.#going = false
    await Promise.all(this.#work)
    const [store] = this.#stores
    for (let i = 0; i < CATEGORIES; i += 1)
      if (store !== undefined) await this.#append(store, `c${i}-last`, 'any', [event(null, LAST)])
    const done = Promise.all(this.#followers.map((follower) => follower.done))
    if ((await within(done, END_MS)) === 'late') this.#flaws.push('a subscription does not come to its end')
    await this.#silent?.return?.()
    this.counts.heard = this.#followers.reduce((sum, { heard }) => sum + heard.count, 0)
  }

  /** Compares what each subscriber and reader received with what the log holds. */
  async flaws(): Promise<readonly string[]> {
    const [store] = this.#stores
    if (store === undefined) return ['there is no store']
    const dues = this.#followers.map((follower) => ({ follower, due: new Due(follower) }))
    const whole = new Tally()
    const ends = new Map<string, number>()
    for await (const page of pages(store))
      for (const one of page.events) {
        whole.hear(one)
        for (const { due } of dues) due.pass(one)
        if (one.revision !== (ends.get(one.stream) ?? -1) + 1)
          this.#flaws.push(`revision ${one.revision} of ${one.stream} comes behind ${ends.get(one.stream)}`)
        ends.set(one.stream, one.revision)
      }
    const stored = this.#size.events + this.#size.streams + this.counts.appended
    if (whole.flaw !== undefined) this.#flaws.push(whole.flaw)
    if (whole.count !== stored) this.#flaws.push(`the log holds ${whole.count} events, and ${stored} were appended`)
    for (const { follower, due } of dues) {
      const differs = follower.heard.differs(due.tally)
      if (differs !== undefined)
        this.#flaws.push(
          `a subscription to ${JSON.stringify(follower.filter)} behind ${follower.after} heard ${differs}`,
        )
    }
    return this.#flaws
  }

  /** Appends to streams of its own, each at its end. */
  async #write(store: EventStore, writer: number): Promise<void> {
    for (let n = 0; this.#going; n += 1) {
      const stream = `c${this.#draw(CATEGORIES)}-${writer}-${n}`
      for (let next = 0; next < 10 && this.#going;) {
        const events = Array.from({ length: 1 + this.#draw(3) }, () =>
          event({ n }, this.#draw(2) === 0 ? 'Begun' : 'Ended'),
        )
        await this.#append(store, stream, next === 0 ? 'no_stream' : next - 1, events)
        next += events.length
        await wait(WRITE_MS)
      }
    }
  }

  /** Opens and closes stores, spread evenly over the time of the run. */
  async #open(openAndClose: () => Promise<void>): Promise<void> {
    while (this.#going && !this.isDone) {
      const due = (this.#size.openings * (now() - this.#begun)) / (OPENING * this.#size.ms)
      if (this.counts.openings < due) {
        this.counts.openings += 1
        await openAndClose()
      } else await wait(WRITE_MS)
    }
  }

  async #append(
    store: EventStore,
    stream: string,
    expectedRevision: number | 'no_stream' | 'any',
    events: readonly Event[],
  ): Promise<void> {
    const outcome = await store.append({ stream, expectedRevision, events })
    if (outcome.kind === 'appended') this.counts.appended += events.length
    else this.#flaws.push(`an append to ${stream} at ${expectedRevision} returns ${JSON.stringify(outcome)}`)
  }

  /** Reads the whole log again and again, while it grows. */
  async #read(store: EventStore): Promise<void> {
    while (this.#going) {
      const tally = new Tally()
      for await (const page of pages(store)) {
        for (const one of page.events) tally.hear(one)
        this.counts.read += page.events.length
        await wait(1)
        if (!this.#going) break
      }
      if (tally.flaw !== undefined) this.#flaws.push(`a reader: ${tally.flaw}`)
      if (this.#going) this.counts.passes += 1
    }
  }
}

/** How many stores are opened and closed side by side, and the part of the time in which all are. */
const OPENERS = 8
const OPENING = 0.7

/** How long a writer rests after each append. */
const WRITE_MS = 25

async function* pages(store: EventStore) {
  for (let after: Position | 'start' = 'start'; ;) {
    const page: LogPage = gives(await store.read_all({ after, filter: ALL, limit: PAGE }), 'page')
    yield page
    if (page.caughtUp) return
    after = page.next
  }
}
