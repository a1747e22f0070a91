import { setTimeout as wait } from 'node:timers/promises'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { WrittenAppend } from '../../../../domain/event/append.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import type { Attempt } from '../../../binding/executor.ts'
import type { Api } from '../../connection/jetstream-api.ts'
import { leaderless } from '../../connection/leader.ts'
import type { Link } from '../../connection/connection.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import { found, type Operation } from '../../failure.ts'
import { type AppendAnswer, OneAppend } from './one-append.ts'
import { type Events, type Fresh, type Head, History } from '../message/stream-history.ts'
import type { Lane, Lanes, Turn } from './stream-queue.ts'
import type { Session } from '../seen-position.ts'
import { subjectOf } from '../message/subject.ts'

/** The milliseconds after which a server that goes on has heard whether it still leads. */
const AGAIN_MS = 25
/** How many streams' heads are remembered. */
const MOST_LANES = 100_000

/** All appends of one open store. */
export class Appends implements Lanes {
  readonly config: NatsStreamConfig
  readonly link: Link
  readonly api: Api
  readonly session: Session
  readonly patienceMs: number
  readonly #lanes = new Map<string, Lane>()
  readonly #name: string
  #made = 0
  /** How many streams have an append on its way. */
  #going = 0
  #closed = false
  #idle: (() => void) | undefined

  constructor(config: NatsStreamConfig, link: Link, api: Api, session: Session, patienceMs: number) {
    this.config = config
    this.link = link
    this.api = api
    this.session = session
    this.patienceMs = patienceMs
    this.#name = `${link.token()}.`
  }

  add(intent: WrittenAppend, attempt: Attempt): Promise<AppendAnswer> {
    return new Promise((resolve) => {
      const lane = this.#lane(intent.stream)
      const append = new OneAppend(this, lane, intent, attempt, resolve)
      if (this.#closed) {
        append.close()
      } else if (lane.going === undefined) {
        lane.going = append
        this.#going += 1
        append.begin()
      } else {
        lane.queue.push(append)
        append.heed()
      }
    })
  }

  /** One has been answered: the next to its stream may go. */
  leave(lane: Lane, turn: Turn): void {
    if (lane.going !== turn) return
    lane.going = undefined
    for (let next = lane.queue.shift(); next !== undefined; next = lane.queue.shift()) {
      if (next.ended) continue
      lane.going = next
      next.begin()
      return
    }
    this.#going -= 1
    if (this.#going === 0) this.#idle?.()
  }

  /** Answers what has not been sent, and resolves when what was sent is answered too. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { queue, going } of this.#lanes.values()) {
      for (const append of queue.splice(0)) append.close()
      going?.close()
    }
    if (this.#going > 0) await new Promise<void>((resolve) => (this.#idle = resolve))
  }

  /** Where a stream ends, as far as is known. */
  known(stream: string): Head | undefined {
    return this.#lanes.get(stream)?.head
  }

  /** A name for an append that no other has. */
  newId(): string {
    this.#made += 1
    return this.#name + this.#made.toString(36)
  }

  /** Where a stream ends now, by its leader. */
  async head(lane: Lane): Promise<Fresh | EventStoreFailed> {
    const head = await this.#history(lane).head()
    if (head.kind === 'fresh') lane.head = { sequence: head.sequence, revision: head.revision }
    return head
  }

  /**
   * Where a stream ends, when servers say so whom most of the others follow, and say the same a little later: one that stood still may lead
   * no more, and answers what waited for it before it hears of that.
   */
  async surely(lane: Lane, attempt: Attempt): Promise<Fresh | EventStoreFailed> {
    const until = performance.now() + this.patienceMs
    let before: Fresh | undefined
    for (;;) {
      const [led, head] = await Promise.all([this.api.led('append'), this.head(lane)])
      if (head.kind === 'failed') return head
      if (led === true && before?.sequence === head.sequence) return head
      if (led !== true && led !== false) return led
      if (performance.now() > until || attempt.aborted) return leaderless(this.api.place, 'append')
      // Where others append meanwhile, the higher of the two is the later one.
      if (led && before !== undefined && head.sequence > before.sequence) return head
      before = led ? head : undefined
      await wait(AGAIN_MS)
    }
  }

  /** The events of a stream from a revision on, so many at most, by its leader. What retention removed is none. */
  async standing(lane: Lane, head: Fresh, from: Revision, most: number): Promise<Events | EventStoreFailed> {
    const history = this.#history(lane)
    const standing = await history.events(from, most, head)
    lane.reached = history.reached
    return standing.kind === 'gone' ? { kind: 'events', events: [] } : standing
  }

  /** Finds out why nobody took an append. */
  async triage(operation: Operation): Promise<EventStoreFailed> {
    const answer = await this.api.ask(`STREAM.INFO.${this.config.name}`, {}, operation)
    // Nobody took it, that is certain. Where nobody says anything about the stream either, nobody leads it.
    if (answer.kind === 'failed') return answer.failure === 'timeout' ? leaderless(this.api.place, operation) : answer
    const { subjects } = Object(answer.value.config)
    const ours = `${this.config.subjectPrefix}.>`
    if (Array.isArray(subjects) && !subjects.includes(ours))
      return found(
        'misconfigured',
        operation,
        `${this.api.place} does not bind ${ours} any more, but ${subjects.join(', ')}.`,
        null,
      )
    return leaderless(this.api.place, operation)
  }

  #history({ stream, subject, reached }: Lane): History {
    return new History(stream, subject, this.api, 'append', reached)
  }

  #lane(stream: string): Lane {
    const known = this.#lanes.get(stream)
    if (known !== undefined) return known
    const subject = subjectOf(this.config.subjectPrefix, stream)
    const lane: Lane = { stream, subject, head: undefined, reached: undefined, going: undefined, queue: [] }
    this.#lanes.set(stream, lane)
    if (this.#lanes.size > MOST_LANES) this.#forgetOne()
    return lane
  }

  /** Forgets the stream that has been known for the longest, of those that have nothing on its way. */
  #forgetOne(): void {
    for (const { stream, going } of this.#lanes.values()) {
      if (going !== undefined) continue
      this.#lanes.delete(stream)
      return
    }
  }
}
