import { decideAppend, meets, type WrittenAppend } from '../../../../domain/event/append.ts'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Appended } from '../../../../domain/event/result.ts'
import { EventStore } from '../../../../domain/event/store.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import type { Attempt } from '../../../binding/executor.ts'
import { errorIn, objectIn } from '../../connection/jetstream-api.ts'
import { type NoReply, noReplyFailure } from '../../connection/no-reply.ts'
import type { Reply } from '../../connection/waiting-requests.ts'
import { type ApiError, evidenceOfApi, failedWith, found, OVERSIZE, refused } from '../../failure.ts'
import { forgets } from '../../provision/stream-config.ts'
import { bodyFor, eventsText, headersFor, positionOf } from '../message/message.ts'
import { BEGINNING, type Fresh, type Head } from '../message/stream-history.ts'
import { acknowledgedIn } from './acknowledgement.ts'
import type { AppendAnswer, AppendContext } from './append-context.ts'
import { backOff } from './backoff.ts'
import { oversize, unbelievable, unsteady, whyNoResponders } from './failures.ts'
import type { Lane, Turn } from './stream-queue.ts'

/** The reply to an append that was sent behind a head. */
interface Sent {
  readonly head: Head
  readonly reply: Reply | NoReply
}

/**
 * JetStream's error codes for a fallen fence: the last message of the subject is not the one that the append expected.
 */
const FENCE_LOST: ReadonlySet<number> = new Set([10071, 10164])

/**
 * One append on its way. Each append is fenced: it is stored only directly behind the message that it takes for the
 * last of its subject. So at most one message can ever be stored there, and after any doubt that message, the winner
 * of the fence, decides. It is always safe to send the same bytes with the same fence again.
 */
export class OneAppend implements Turn {
  readonly #context: AppendContext
  readonly #lane: Lane
  readonly #intent: WrittenAppend
  readonly #attempt: Attempt
  readonly #answer: (answer: AppendAnswer) => void
  readonly #id: string
  readonly #events: string
  /** Whether a message was sent and its effect is not known yet. */
  #sent = false
  #ended = false
  #listening = false

  constructor(
    context: AppendContext,
    lane: Lane,
    intent: WrittenAppend,
    attempt: Attempt,
    id: string,
    answer: (answer: AppendAnswer) => void,
  ) {
    this.#context = context
    this.#lane = lane
    this.#intent = intent
    this.#attempt = attempt
    this.#answer = answer
    this.#id = id
    this.#events = eventsText(intent)
  }

  get ended(): boolean {
    return this.#ended
  }

  /** If the append is cancelled before anything was sent, it ends in the same turn. */
  wait(): void {
    if (this.#listening) return
    this.#listening = true
    this.#attempt.signal.addEventListener('abort', this.#cancelled, { once: true })
  }

  /** Takes its turn: no other append to its stream is on its way from this store. */
  begin(): void {
    if (this.#attempt.aborted) return this.#cancelled()
    const { api, config } = this.#context
    const bytes = Buffer.byteLength(this.#events)
    if (bytes + MOST_AROUND > config.maxMsgSize) {
      // In a turn of its own: otherwise a long queue of such appends would end recursively, each on the stack of the
      // one before.
      queueMicrotask(() => this.end(oversize(api.place, config, this.#intent, bytes)))
      return
    }
    const blind = this.#intent.expectedRevision === 'no_stream' && !api.forgetful
    const head = this.#lane.head ?? (blind ? BEGINNING : undefined)
    if (head !== undefined && meets(this.#intent.expectedRevision, endOf(head)))
      this.#send(head, (reply) => this.#hear(head, reply))
    else void this.#carefully(undefined)
  }

  /** Ends the append because the store is closed, unless it was sent: then it waits until its request ends. */
  close(): void {
    if (!this.#sent) this.end(found('closed', 'append', `${this.#context.api.place} is closed.`, null))
  }

  end(answer: AppendAnswer): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#listening) this.#attempt.signal.removeEventListener('abort', this.#cancelled)
    this.#answer(answer)
    this.#context.queue.leave(this.#lane, this)
  }

  readonly #cancelled = (): void => {
    // If it was sent, the binding's layers answer the caller; the lane waits until the server has answered.
    if (!this.#sent) this.end(found('cancelled', 'append', 'cancelled before it was sent.', null))
  }

  /** The path of nearly all appends: one request, no promise, no timer. */
  #hear(head: Head, reply: Reply | NoReply): void {
    const sequence = reply.kind === 'reply' ? acknowledgedIn(reply, this.#context.config.name) : undefined
    if (sequence === undefined) void this.#carefully({ head, reply })
    else this.end(this.#stored(head, sequence))
  }

  #send(head: Head, hear: (reply: Reply | NoReply) => void): void {
    const { config, connection } = this.#context
    const body = bodyFor(this.#id, head.revision + 1, this.#events)
    this.#sent = true
    connection.send(this.#lane.subject, body, headersFor(config.name, head.sequence), hear)
  }

  #stored(head: Head, sequence: number): Appended {
    const { length } = this.#intent.events
    const revision = head.revision + length
    this.#lane.head = { sequence, revision }
    const position = positionOf(sequence, length - 1)
    this.#context.seen.saw(position)
    return { kind: 'appended', revision, position, repeated: false }
  }

  /** Goes on step by step, and asks the leader before each step, until there is an answer. */
  async #carefully(begun: Sent | undefined): Promise<void> {
    if (begun === undefined) this.wait()
    let sent = begun
    for (let stuck = 0; !this.#ended;) {
      const settled = sent === undefined ? undefined : await this.#judge(sent)
      if (settled !== undefined && settled.kind !== 'fresh') return this.end(settled)
      this.#sent = false
      if (this.#attempt.aborted) return this.#cancelled()
      let seen = await this.#look(settled ?? (await this.#context.heads.head(this.#lane)))
      if (seen.kind === 'conflict' && this.#replicated)
        seen = await this.#look(await this.#context.heads.confirmedHead(this.#lane, this.#attempt))
      if (seen.kind !== 'fresh') return this.end(seen)
      if (this.#ended) return
      if (sent?.head.sequence === seen.sequence) {
        if (stuck === MOST_STUCK) return this.end(unsteady(this.#context.api.place, this.#lane.subject))
        await backOff(stuck)
        stuck += 1
        if (this.#ended) return
      }
      if (this.#attempt.aborted) return this.#cancelled()
      sent = await this.#sendAgain(seen)
    }
  }

  /**
   * Whether several servers keep the stream. Then a former leader may not know yet that it is one, and answer for the
   * leader.
   */
  get #replicated(): boolean {
    return this.#context.api.replicas > 1
  }

  /** Returns where the stream ends if the append is to be stored there, otherwise the answer of the append. */
  async #look(head: Fresh | EventStoreFailed): Promise<Fresh | AppendAnswer> {
    return head.kind === 'failed' ? head : ((await this.#decide(head)) ?? head)
  }

  /** Returns the answer that follows from what the stream holds, or nothing if the append is to be stored. */
  async #decide(head: Fresh): Promise<AppendAnswer | undefined> {
    const { expectedRevision, events } = this.#intent
    const first = expectedRevision === 'no_stream' ? 0 : Number(expectedRevision) + 1
    const stored =
      first <= head.revision ? await this.#context.heads.eventsFrom(this.#lane, head, first, events.length) : NOTHING
    if (stored.kind === 'failed') return stored
    const decided = decideAppend(this.#intent, {
      head: endOf(head),
      eventsFrom: () => stored.events,
      // An id is recognised only at the revision where the append expects it.
      find: () => undefined,
    })
    if (decided.kind === 'store') return undefined
    if (decided.kind === 'appended') this.#context.seen.saw(decided.position)
    return decided
  }

  #sendAgain(head: Head): Promise<Sent> {
    return new Promise((resolve) => this.#send(head, (reply) => resolve({ head, reply })))
  }

  /**
   * Returns the answer of an append that was sent, if it is certain. Otherwise the append was certainly not stored and
   * may be sent again: behind the end of the stream that is returned, or, if nothing is returned, behind one that is
   * still to be asked for.
   */
  async #judge({ head, reply }: Sent): Promise<AppendAnswer | Fresh | undefined> {
    const { api, config } = this.#context
    const { place } = api
    this.#lane.head = undefined
    if (reply.kind === 'unsent') return noReplyFailure(reply, 'append', place, 'none')
    if (reply.kind === 'no_responders') return whyNoResponders(api, config)
    if (reply.kind === 'forbidden' && reply.what === 'subject') return noReplyFailure(reply, 'append', place, 'none')
    if (reply.kind !== 'reply') return this.#winner(head, noReplyFailure(reply, 'append', place, 'unknown'))
    const sequence = acknowledgedIn(reply, this.#context.config.name)
    if (sequence !== undefined) return this.#stored(head, sequence)
    const ack = objectIn(reply.message.data)
    const error = ack === undefined ? undefined : errorIn(ack)
    if (error === undefined) return this.#winner(head, unbelievable(place, this.#lane.subject))
    if (FENCE_LOST.has(error.err_code)) return this.#replicated ? this.#overtaken(head, error) : undefined
    const failure = refused(error, 'append', place)
    // The server gives these two before it stores anything. After any other, the winner is looked up.
    if (failure.failure === 'too_large' || failure.failure === 'misconfigured') return failure
    return this.#winner(head, failure)
  }

  /**
   * Handles a fallen fence where several servers keep the stream. A former leader may report it first, while the leader
   * stores the append. So the message that is stored behind the fence decides.
   */
  async #overtaken(behind: Head, error: ApiError): Promise<AppendAnswer | Fresh | undefined> {
    const { api, config, heads } = this.#context
    const known = await heads.head(this.#lane)
    if (known.kind === 'fresh' && known.last?.heading.first === behind.revision + 1)
      if (known.last.heading.append !== this.#id) return known
    if (forgets(config) || api.forgetful) {
      const confirmed = await heads.confirmedHead(this.#lane, this.#attempt)
      // Retention, or a person, has removed the message that the append was to follow.
      if (confirmed.kind === 'fresh' && confirmed.sequence < behind.sequence) return confirmed
    }
    return this.#winner(behind, failedWith('timeout', 'unknown', 'append', api.place, evidenceOfApi(error)))
  }

  /**
   * Finds the winner of the fence of an append with an unknown effect. If it is this append, it was stored. If it is
   * another, this append can never be stored there, and nothing is returned. While there is no winner, the same bytes
   * are sent again. Returns the failure if time runs out.
   */
  async #winner(head: Head, failure: EventStoreFailed): Promise<AppendAnswer | undefined> {
    const { api, connection, patienceMs } = this.#context
    const until = performance.now() + patienceMs
    let doubt = failure
    for (let turn = 0; ; turn += 1) {
      if (!(await this.#up(until - performance.now()))) return this.#unsure(doubt)
      const first = await api.next(this.#lane.subject, head.sequence + 1, 'append')
      if (first.kind === 'stored') {
        return first.heading?.append === this.#id ? this.#stored(head, first.sequence) : undefined
      }
      if (first.kind === 'failed' && !EventStore.failures[first.failure].passes) return this.#unsure(doubt)
      // A server that refused the append and does not hold it will not hold it later. Of several servers, each that
      // takes itself for the leader has been asked after this many refusals.
      if (first.kind === 'absent' && doubt.effect === 'none' && (!this.#replicated || turn === REFUSALS)) return doubt
      if (first.kind === 'absent') {
        const { reply } = await this.#sendAgain(head)
        const sequence = reply.kind === 'reply' ? acknowledgedIn(reply, this.#context.config.name) : undefined
        if (sequence !== undefined) return this.#stored(head, sequence)
        // The message now exceeds the server's limit, and waiting does not change that.
        if (reply.kind === 'unsent' && reply.evidence.code === OVERSIZE) return this.#unsure(doubt)
        if (reply.kind === 'late' || reply.kind === 'lost')
          doubt = noReplyFailure(reply, 'append', api.place, 'unknown')
      }
      if (connection.up) await backOff(turn)
    }
  }

  /**
   * Returns the failure of an append with no known winner. Of several servers, one may have refused the append and
   * another stored it.
   */
  #unsure(doubt: EventStoreFailed): EventStoreFailed {
    if (doubt.effect === 'unknown' || !this.#replicated) return doubt
    return failedWith('timeout', 'unknown', 'append', this.#context.api.place, doubt.evidence)
  }

  /** Returns whether the connection is up, after waiting for it at most `ms` milliseconds. */
  #up(ms: number): Promise<boolean> {
    return this.#attempt.aborted || ms <= 0
      ? Promise.resolve(false)
      : this.#context.connection.waitUntilUp(ms, this.#attempt.signal)
  }
}

/** The most bytes of a message beside its events. */
const MOST_AROUND = 512
/** How many times an append is refused a free place before it fails. */
const MOST_STUCK = 8
/** How many times a refused append is sent again if several servers keep the stream. */
const REFUSALS = 3

const NOTHING = Object.freeze({ kind: 'events', events: [] } as const)

/** Returns where a stream ends, in the terms of an append. */
const endOf = ({ revision }: Head): Revision | 'no_stream' => (revision < 0 ? 'no_stream' : revision)
