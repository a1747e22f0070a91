import type { Grants, Limits } from '../../../domain/capability/need.ts'
import type { FailedOf } from '../../../domain/capability/outcome.ts'
import type { Fault, Place } from '../../../domain/conformance/fault.ts'
import type { Item } from '../../../domain/event/result.ts'
import type { EventStoreFailed, EventStoreFailure } from '../../../domain/event/failure.ts'
import type {
  EventIntent,
  EventItems,
  EventOutcome,
  EventStoreCapability,
  EventSubscription,
} from '../../../domain/event/store.ts'
import type { Attempt, Closed, Executor, IfAbsent, Ready, Technology } from '../../binding/executor.ts'

type Capability = EventStoreCapability
type Items = AsyncGenerator<Item | EventStoreFailed, undefined, undefined>

/** What a disturbed link does to a request. */
interface Disturbance {
  readonly name: string
  readonly says: string
  /** Whether the request reaches the executor: at once, as late as when the link is healed, or never. */
  readonly request: 'arrives' | 'arrives_late' | 'is_lost'
  /** What the caller gets instead of the answer: at once that none will come, or nothing. */
  readonly reply: 'given_up' | 'nothing'
  /** Whether it happens to every call, or to every second one. */
  readonly calls: 'all' | 'every_second'
}

const DISTURBANCES: readonly Disturbance[] = [
  {
    name: 'lost_request',
    says: 'A request is lost before it has arrived.',
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
    says: 'Requests arrive when their callers have long given up.',
    request: 'arrives_late',
    reply: 'nothing',
    calls: 'all',
  },
]

/** What stands between a binding and its executor at one place. */
class State {
  disturbance: Disturbance | undefined
  #calls = 0
  /** Requests that are on their way, and replies that nobody waits for. */
  readonly #late: (() => Promise<unknown>)[] = []
  #changing = Promise.withResolvers<void>()

  /** What happens to the next call. */
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

  /** Resolves when the link is disturbed or healed next. */
  get changed(): Promise<void> {
    return this.#changing.promise
  }
}

/**
 * A link between bindings and their executors that can be disturbed: for technologies in process, where no network can break. The
 * outcome of an append whose reply is lost is honestly unknown, and the kit then looks what came of it.
 */
export class Link {
  readonly #states = new Map<string, State>()
  /** What can go wrong with it. */
  readonly faults: readonly Fault[] = DISTURBANCES.map((disturbance) => this.#fault(disturbance))

  /** Puts the link between a binding at a place and its executor. */
  around<G extends Grants<Capability>>(place: Place, executor: Executor<Capability, G>): Executor<Capability, G> {
    return new Linked(executor, this.#at(place))
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

/** An executor at the far end of a link. */
class Linked<G extends Grants<Capability>> implements Executor<Capability, G> {
  readonly capability: Capability
  readonly technology: Technology
  readonly grants: G
  readonly limits: Limits<Capability>
  readonly failures: readonly EventStoreFailure[]
  readonly #executor: Executor<Capability, G>
  readonly #state: State

  constructor(executor: Executor<Capability, G>, state: State) {
    this.capability = executor.capability
    this.technology = executor.technology
    this.grants = executor.grants
    this.limits = executor.limits
    this.failures = executor.failures
    this.#executor = executor
    this.#state = state
  }

  open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | FailedOf<Capability>> {
    return this.#executor.open(attempt, ifAbsent)
  }

  async execute(intent: EventIntent, attempt: Attempt): Promise<EventOutcome> {
    const disturbance = this.#state.next()
    if (disturbance === undefined) return this.#executor.execute(intent, attempt)
    // The far end knows nothing of this caller's patience.
    const send = (): Promise<unknown> => this.#executor.execute(intent, { signal: NEVER, aborted: false })
    if (disturbance.request === 'arrives') await send()
    if (disturbance.request === 'arrives_late') this.#state.keep(send)
    return disturbance.reply === 'given_up' ? givenUp(intent.kind) : new Promise(() => undefined)
  }

  async *follow(intent: EventSubscription, attempt: Attempt): Items {
    const stop = new AbortController()
    const signal = AbortSignal.any([attempt.signal, stop.signal])
    const items = this.#executor.follow(intent, { signal, aborted: attempt.aborted })
    const aborted = once(signal)
    // What is on its way while the link is silent comes after it; it is not asked for again.
    let coming: ReturnType<EventItems['next']> | undefined
    try {
      for (;;) {
        const { disturbance, changed } = this.#state
        if (disturbance?.reply === 'given_up') {
          yield givenUp('subscribe')
          return
        }
        coming ??= items.next()
        // While the link is silent nobody waits for it; what is thrown until then is not unheard.
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

  close(): Promise<Closed | FailedOf<Capability>> {
    return this.#executor.close()
  }
}

/** Resolves when a signal fires. */
const once = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

const NEVER = new AbortController().signal

const givenUp = <Name extends EventStoreFailed['operation']>(
  operation: Name,
): EventStoreFailed & { operation: Name } => ({
  kind: 'failed',
  failure: 'timeout',
  effect: operation === 'append' ? 'unknown' : 'none',
  operation,
  says: `${operation}: no reply will come. Whether the request arrived, nobody here can tell.`,
  retryAfterMs: null,
  evidence: null,
})
