import type { Capability } from '../../../domain/capability/capability.ts'
import { failed } from '../../../domain/capability/failure.ts'
import type { Limits, Offered } from '../../../domain/capability/need.ts'
import type { FailedOf, Intent, NameOfMany, NameOfOne, Outcome } from '../../../domain/capability/outcome.ts'
import type { Fault, Place } from '../../../domain/conformance/fault.ts'
import type {
  Attempt,
  BoundTechnology,
  Closed,
  Executor,
  ExecutorOfOne,
  Following,
  IfAbsent,
  Ready,
} from '../../binding/executor.ts'

/** What a disturbed link does to a request. */
interface Disturbance {
  readonly name: string
  readonly says: string
  /** Whether the request reaches the executor: at once, only when the link is healed, or never. */
  readonly request: 'arrives' | 'arrives_late' | 'is_lost'
  /** What the caller gets instead of the answer: at once a failure, or nothing. */
  readonly reply: 'given_up' | 'nothing'
  /** Whether it happens to every call or to every second call. */
  readonly calls: 'all' | 'every_second'
}

const DISTURBANCES: readonly Disturbance[] = [
  {
    name: 'lost_request',
    says: 'A request is lost before it arrives.',
    request: 'is_lost',
    reply: 'given_up',
    calls: 'all',
  },
  {
    name: 'lost_reply',
    says: 'The reply to a request that was executed is lost.',
    request: 'arrives',
    reply: 'given_up',
    calls: 'all',
  },
  {
    name: 'some_lost_replies',
    says: 'Every second reply is lost.',
    request: 'arrives',
    reply: 'given_up',
    calls: 'every_second',
  },
  {
    name: 'silence',
    says: 'Requests are executed, and no reply ever comes.',
    request: 'arrives',
    reply: 'nothing',
    calls: 'all',
  },
  {
    name: 'late_request',
    says: 'Requests arrive long after their callers have given up.',
    request: 'arrives_late',
    reply: 'nothing',
    calls: 'all',
  },
]

/** The state of the link between a binding and its executor at one place. */
class State {
  disturbance: Disturbance | undefined
  #calls = 0
  /** Sends the requests that arrive late. */
  readonly #late: (() => Promise<unknown>)[] = []
  #changing = Promise.withResolvers<void>()

  /** Returns what happens to the next call. */
  next(): Disturbance | undefined {
    const { disturbance } = this
    if (disturbance?.calls !== 'every_second') return disturbance
    this.#calls += 1
    return this.#calls % 2 === 1 ? disturbance : undefined
  }

  keep(late: () => Promise<unknown>): void {
    this.#late.push(late)
  }

  change(disturbance: Disturbance | undefined): void {
    this.disturbance = disturbance
    this.#changing.resolve()
    this.#changing = Promise.withResolvers()
  }

  async deliver(): Promise<void> {
    for (const late of this.#late.splice(0)) await late()
  }

  /** Resolves the next time the link is disturbed or healed. */
  get changed(): Promise<void> {
    return this.#changing.promise
  }
}

/**
 * A link between bindings and their executors that loses requests and replies, for technologies in the same process,
 * where no network can fail. A write whose reply is lost honestly has the effect `unknown`, and the kit then checks
 * what it did.
 */
export class LossyLink {
  readonly #states = new Map<string, State>()
  /** What can go wrong with the link. */
  readonly faults: readonly Fault[] = DISTURBANCES.map((disturbance) => this.#fault(disturbance))

  /** Puts the link between a binding at a place and its executor. */
  around<C extends Capability, G extends Offered<C>>(place: Place, executor: Executor<C, G>): Executor<C, G> {
    return new LossyExecutor(executor, this.#at(place))
  }

  #at({ name }: Place): State {
    const state = this.#states.get(name) ?? new State()
    this.#states.set(name, state)
    return state
  }

  #fault(disturbance: Disturbance): Fault {
    const { name, says } = disturbance
    return Object.freeze({
      name,
      says,
      strikes: 'calls',
      gives: ['timeout'] as const,
      effects: ['unknown'] as const,
      recovery: 'by_itself',
      prepare: (place: Place) =>
        Promise.resolve({
          kind: 'prepared' as const,
          strike: () => Promise.resolve(this.#at(place).change(disturbance)),
          heal: () => {
            this.#at(place).change(undefined)
            return this.#at(place).deliver()
          },
          end: () => {
            this.#at(place).change(undefined)
            this.#states.delete(place.name)
            return Promise.resolve()
          },
        }),
    })
  }
}

/** An executor at the far end of a lossy link. */
class LossyExecutor<C extends Capability, G extends Offered<C>> implements ExecutorOfOne<C, G>, Following<C> {
  readonly capability: C
  readonly technology: BoundTechnology
  readonly grants: G
  readonly limits: Limits<C>
  readonly failures: readonly (keyof C['failures'] & string)[]
  readonly #executor: ExecutorOfOne<C, G> & Partial<Following<C>>
  readonly #state: State

  constructor(executor: ExecutorOfOne<C, G> & Partial<Following<C>>, state: State) {
    this.capability = executor.capability
    this.technology = executor.technology
    this.grants = executor.grants
    this.limits = executor.limits
    this.failures = executor.failures
    this.#executor = executor
    this.#state = state
  }

  open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | FailedOf<C>> {
    return this.#executor.open(attempt, ifAbsent)
  }

  async execute(intent: Intent<C, NameOfOne<C>>, attempt: Attempt): Promise<Outcome<C, NameOfOne<C>>> {
    const disturbance = this.#state.next()
    if (disturbance === undefined) return this.#executor.execute(intent, attempt)
    // The far end does not know when the caller gives up.
    const send = (): Promise<unknown> => this.#executor.execute(intent, { signal: NEVER, aborted: false })
    if (disturbance.request === 'arrives') await send()
    if (disturbance.request === 'arrives_late') this.#state.keep(send)
    return disturbance.reply === 'given_up' ? this.#givenUp(intent.kind) : new Promise(() => undefined)
  }

  async *follow(
    intent: Intent<C, NameOfMany<C>>,
    attempt: Attempt,
  ): AsyncGenerator<Outcome<C, NameOfMany<C>>, undefined, undefined> {
    const stop = new AbortController()
    const signal = AbortSignal.any([attempt.signal, stop.signal])
    const items = this.#executor.follow?.(intent, { signal, aborted: attempt.aborted })
    if (items === undefined) return
    const aborted = once(signal)
    // An item that is on its way while the link is silent arrives afterwards. It is not asked for again.
    let coming: ReturnType<typeof items.next> | undefined
    try {
      for (;;) {
        const { disturbance, changed } = this.#state
        if (disturbance?.reply === 'given_up') {
          yield this.#givenUp(intent.kind)
          return
        }
        coming ??= items.next()
        // While the link is silent it is not awaited: until then a rejection must not count as unhandled.
        coming.catch(() => undefined)
        const next = await Promise.race(disturbance === undefined ? [coming, changed] : [changed, aborted])
        if (next === undefined) {
          if (attempt.aborted) return
          continue
        }
        coming = undefined
        if (next.done === true) return
        yield next.value
      }
    } finally {
      stop.abort()
      await items.return?.()
    }
  }

  close(): Promise<Closed | FailedOf<C>> {
    return this.#executor.close()
  }

  #givenUp(operation: keyof C['operations'] & string): FailedOf<C> {
    const effect = this.capability.operations[operation]?.touches === 'write' ? 'unknown' : 'none'
    return failed(
      // Every capability declares `timeout`, one of the library's own failures; the compiler cannot see it in `C`.
      'timeout' as keyof C['failures'] & string,
      effect,
      operation,
      `${operation}: no reply will come. Whether the request arrived is unknown.`,
    )
  }
}

/** Resolves when a signal fires. */
const once = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

const NEVER = new AbortController().signal
