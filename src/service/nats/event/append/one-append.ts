import { decideAppend, meets, type WrittenAppend } from '../../../../domain/event/append.ts'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import type { Appended, AppendResult } from '../../../../domain/event/result.ts'
import { EventStore } from '../../../../domain/event/store.ts'
import type { Attempt } from '../../../binding/executor.ts'
import { errorIn, objectIn } from '../../connection/jetstream-api.ts'
import type { Reply } from '../../connection/waiting-requests.ts'
import type { Silence } from '../../connection/no-reply.ts'
import { forgets } from '../../provision/stream-config.ts'
import {
  evidenceOfApi,
  failedWith,
  FENCE_LOST,
  found,
  OVERSIZE,
  oversize,
  refused,
  silent,
  type ApiError,
  unbelievable,
  unsteady,
} from '../../failure.ts'
import { BEGINNING, type Fresh, type Head } from '../message/stream-history.ts'
import type { Lane, Lanes, Turn } from './stream-queue.ts'
import { pause } from './backoff.ts'
import { bodyFor, eventsText, headersFor, positionOf } from '../message/message.ts'

/** What an append is answered. */
export type AppendAnswer = AppendResult | EventStoreFailed

/** What came of sending an append behind a head. */
interface Sent {
  readonly head: Head
  readonly heard: Reply | Silence
}

/**
 * One append on its way. Every one is fenced: it is stored only directly behind the message that it takes for the last of its subject. So at
 * most one message can ever stand there, and after any doubt that one decides: the fence's winner. Sending the same bytes with the
 * same fence again is always safe.
 */
export class OneAppend implements Turn {
  readonly #shared: Lanes
  readonly #lane: Lane
  readonly #intent: WrittenAppend
  readonly #attempt: Attempt
  readonly #answer: (answer: AppendAnswer) => void
  readonly #id: string
  readonly #events: string
  /** Whether something was sent of which nobody knows yet what it did. */
  #sent = false
  #ended = false
  #listening = false

  constructor(
    shared: Lanes,
    lane: Lane,
    intent: WrittenAppend,
    attempt: Attempt,
    answer: (answer: AppendAnswer) => void,
  ) {
    this.#shared = shared
    this.#lane = lane
    this.#intent = intent
    this.#attempt = attempt
    this.#answer = answer
    this.#id = shared.newId()
    this.#events = eventsText(intent)
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Settles it in the same turn when it is called off before anything was sent. */
  heed(): void {
    if (this.#listening) return
    this.#listening = true
    this.#attempt.signal.addEventListener('abort', this.#calledOff, { once: true })
  }

  /** Its turn has come: no other append to its stream is on its way from here. */
  begin(): void {
    if (this.#attempt.aborted) return this.#calledOff()
    const { api, config } = this.#shared
    const bytes = Buffer.byteLength(this.#events)
    if (bytes + MOST_AROUND > config.maxMsgSize) {
      // In a turn of its own: many that wait in a row would stand on one another's stack.
      queueMicrotask(() => this.end(oversize(api.place, config, this.#intent, bytes)))
      return
    }
    const blind = this.#intent.expectedRevision === 'no_stream' && !api.forgetful
    const head = this.#lane.head ?? (blind ? BEGINNING : undefined)
    if (head !== undefined && meets(this.#intent.expectedRevision, endOf(head)))
      this.#send(head, (heard) => this.#hear(head, heard))
    else void this.#carefully(undefined)
  }

  /** The store is closed. What was sent is not given up before its request is answered. */
  close(): void {
    if (!this.#sent) this.end(found('closed', 'append', `${this.#shared.api.place} is closed.`, null))
  }

  end(answer: AppendAnswer): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#listening) this.#attempt.signal.removeEventListener('abort', this.#calledOff)
    this.#answer(answer)
    this.#shared.leave(this.#lane, this)
  }

  readonly #calledOff = (): void => {
    // The layers tell the caller of one that was sent; its lane waits until the server has answered it.
    if (!this.#sent) this.end(found('cancelled', 'append', 'called off before it was sent.', null))
  }

  /** The way of nearly all appends: one request, no promise, no clock. */
  #hear(head: Head, heard: Reply | Silence): void {
    const sequence = heard.kind === 'reply' ? this.#acknowledged(heard) : undefined
    if (sequence === undefined) void this.#carefully({ head, heard })
    else this.end(this.#stored(head, sequence))
  }

  #send(head: Head, hear: (heard: Reply | Silence) => void): void {
    const { config, link } = this.#shared
    const body = bodyFor(this.#id, head.revision + 1, this.#events)
    this.#sent = true
    link.send(this.#lane.subject, body, headersFor(config.name, head.sequence), hear)
  }

  /** The place of the message where the server says it stored ours. An answer that lacks one is not believed. */
  #acknowledged({ message }: Reply): number | undefined {
    const ack = objectIn(message.data)
    if (ack === undefined || ack.error !== undefined || ack.duplicate === true) return undefined
    const { stream, seq } = ack
    return stream === this.#shared.config.name && typeof seq === 'number' && seq > 0 ? seq : undefined
  }

  #stored(head: Head, sequence: number): Appended {
    const { length } = this.#intent.events
    const revision = head.revision + length
    this.#lane.head = { sequence, revision }
    const position = positionOf(sequence, length - 1)
    this.#shared.session.saw(position)
    return { kind: 'appended', revision, position, repeated: false }
  }

  /** Goes on step by step, asking the leader before each, until there is an answer. */
  async #carefully(begun: Sent | undefined): Promise<void> {
    if (begun === undefined) this.heed()
    let sent = begun
    for (let stuck = 0; !this.#ended;) {
      const settled = sent === undefined ? undefined : await this.#judge(sent)
      if (settled !== undefined && settled.kind !== 'fresh') return this.end(settled)
      this.#sent = false
      if (this.#attempt.aborted) return this.#calledOff()
      let seen = await this.#look(settled ?? (await this.#shared.head(this.#lane)))
      if (seen.kind === 'conflict' && this.#replicated)
        seen = await this.#look(await this.#shared.surely(this.#lane, this.#attempt))
      if (seen.kind !== 'fresh') return this.end(seen)
      if (this.#ended) return
      if (sent?.head.sequence === seen.sequence) {
        if (stuck === MOST_STUCK) return this.end(unsteady(this.#shared.api.place, this.#lane.subject))
        await pause(stuck)
        stuck += 1
        if (this.#ended) return
      }
      if (this.#attempt.aborted) return this.#calledOff()
      sent = await this.#sendAgain(seen)
    }
  }

  /** Whether several servers keep the stream: then one that leads no more may not know it yet, and answer what was meant for the leader. */
  get #replicated(): boolean {
    return this.#shared.api.replicas > 1
  }

  /** Where the stream ends when the append is to be stored there, or else what it is answered. */
  async #look(head: Fresh | EventStoreFailed): Promise<Fresh | AppendAnswer> {
    return head.kind === 'failed' ? head : ((await this.#decide(head)) ?? head)
  }

  /** What an append is answered by what stands in its stream, or nothing when it is to be stored. */
  async #decide(head: Fresh): Promise<AppendAnswer | undefined> {
    const { expectedRevision, events } = this.#intent
    const place = expectedRevision === 'no_stream' ? 0 : Number(expectedRevision) + 1
    const standing =
      place <= head.revision ? await this.#shared.standing(this.#lane, head, place, events.length) : NOTHING
    if (standing.kind === 'failed') return standing
    const decided = decideAppend(this.#intent, {
      head: endOf(head),
      standing: () => standing.events,
      // Ids are recognised where the append says that they stand, and nowhere else.
      find: () => undefined,
    })
    if (decided.kind === 'store') return undefined
    if (decided.kind === 'appended') this.#shared.session.saw(decided.position)
    return decided
  }

  #sendAgain(head: Head): Promise<Sent> {
    return new Promise((resolve) => this.#send(head, (heard) => resolve({ head, heard })))
  }

  /** What is certain after an append was sent. When it is that it was not stored, it may be sent anew: behind where the stream ends, if that is known. */
  async #judge({ head, heard }: Sent): Promise<AppendAnswer | Fresh | undefined> {
    const { place } = this.#shared.api
    this.#lane.head = undefined
    if (heard.kind === 'unsent') return silent(heard, 'append', place, 'none')
    if (heard.kind === 'no_responders') return this.#shared.triage('append')
    if (heard.kind === 'forbidden' && heard.what === 'subject') return silent(heard, 'append', place, 'none')
    if (heard.kind !== 'reply') return this.#winner(head, silent(heard, 'append', place, 'unknown'))
    const sequence = this.#acknowledged(heard)
    if (sequence !== undefined) return this.#stored(head, sequence)
    const ack = objectIn(heard.message.data)
    const error = ack === undefined ? undefined : errorIn(ack)
    if (error === undefined) return this.#winner(head, unbelievable(place, this.#lane.subject))
    if (FENCE_LOST.has(error.err_code)) return this.#replicated ? this.#overtaken(head, error) : undefined
    const failure = refused(error, 'append', place)
    // The server says these before it stores anything; of all others it is looked up.
    if (failure.failure === 'too_large' || failure.failure === 'misconfigured') return failure
    return this.#winner(head, failure)
  }

  /**
   * A server says that something else stands where ours was to. One that leads no more may say so first, while the leader stores ours: what
   * stands there decides.
   */
  async #overtaken(behind: Head, error: ApiError): Promise<AppendAnswer | Fresh | undefined> {
    const { api, config } = this.#shared
    const known = await this.#shared.head(this.#lane)
    if (known.kind === 'fresh' && known.last?.heading.first === behind.revision + 1)
      if (known.last.heading.append !== this.#id) return known
    if (forgets(config) || api.forgetful) {
      const sure = await this.#shared.surely(this.#lane, this.#attempt)
      // Retention, or somebody, has removed what ours was to stand behind.
      if (sure.kind === 'fresh' && sure.sequence < behind.sequence) return sure
    }
    return this.#winner(behind, failedWith('timeout', 'unknown', 'append', api.place, evidenceOfApi(error)))
  }

  /**
   * Finds out who won the fence of an append of which nobody knows what it did: ours, then it is appended; another's, then ours can never be
   * stored there. Where nobody has, the same bytes are sent again. Gives the failure when there is no time left for that.
   */
  async #winner(head: Head, told: EventStoreFailed): Promise<AppendAnswer | undefined> {
    const { api, link, patienceMs } = this.#shared
    const until = performance.now() + patienceMs
    let doubt = told
    for (let turn = 0; ; turn += 1) {
      if (!(await this.#linked(until - performance.now()))) return this.#unsure(doubt)
      const first = await api.next(this.#lane.subject, head.sequence + 1, 'append')
      if (first.kind === 'stored') {
        return first.heading?.append === this.#id ? this.#stored(head, first.sequence) : undefined
      }
      if (first.kind === 'failed' && !EventStore.failures[first.failure].passes) return this.#unsure(doubt)
      // A server that refused it and does not have it will not have it later; of several, all that take themselves for the leader were asked by then.
      if (first.kind === 'absent' && doubt.effect === 'none' && (!this.#replicated || turn === REFUSALS)) return doubt
      if (first.kind === 'absent') {
        const { heard } = await this.#sendAgain(head)
        const sequence = heard.kind === 'reply' ? this.#acknowledged(heard) : undefined
        if (sequence !== undefined) return this.#stored(head, sequence)
        // It does not fit the server any more, and waiting does not change that.
        if (heard.kind === 'unsent' && heard.evidence.code === OVERSIZE) return this.#unsure(doubt)
        if (heard.kind === 'late' || heard.kind === 'lost') doubt = silent(heard, 'append', api.place, 'unknown')
      }
      if (link.up) await pause(turn)
    }
  }

  /** What an append is told that could not be looked up: of several servers one may have refused it and another stored it. */
  #unsure(doubt: EventStoreFailed): EventStoreFailed {
    if (doubt.effect === 'unknown' || !this.#replicated) return doubt
    return failedWith('timeout', 'unknown', 'append', this.#shared.api.place, doubt.evidence)
  }

  /** Whether there is a connection, after waiting for one so long at most. */
  #linked(ms: number): Promise<boolean> {
    return this.#attempt.aborted || ms <= 0
      ? Promise.resolve(false)
      : this.#shared.link.regained(ms, this.#attempt.signal)
  }
}

/** The most bytes of a message beside its events. */
const MOST_AROUND = 512
/** How often an append is refused a place that is free before it fails. */
const MOST_STUCK = 8
/** How often an append that was refused is sent again where several servers keep the stream. */
const REFUSALS = 3

const NOTHING = Object.freeze({ kind: 'events', events: [] } as const)

/** Where a stream ends, in the words of an append. */
const endOf = ({ revision }: Head): Revision | 'no_stream' => (revision < 0 ? 'no_stream' : revision)
