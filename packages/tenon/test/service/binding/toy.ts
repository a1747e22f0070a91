import { z } from 'zod'
import type { Declared } from '../../../src/domain/capability/capability.ts'
import { capability } from '../../../src/domain/capability/declaration.ts'
import { failed } from '../../../src/domain/capability/failure.ts'
import { type Grants, type Limits, need } from '../../../src/domain/capability/need.ts'
import type { FailedOf, Intent, NameOfMany, NameOfOne, Outcome, Store } from '../../../src/domain/capability/outcome.ts'
import type { Schema } from '../../../src/domain/capability/schema.ts'
import { binder } from '../../../src/service/binding/bind.ts'
import type { Binding } from '../../../src/service/binding/binding.ts'
import type { Attempt, Closed, Executor, IfAbsent, Ready } from '../../../src/service/binding/executor.ts'
import type { Policy } from '../../../src/service/binding/policy.ts'
import { StoppedClock } from './stopped-clock.ts'

const Jar = z.strictObject({ label: z.string(), recipe: z.string() })
const Put = z.strictObject({ shelf: z.string(), tag: z.union([z.string(), z.null()]), jars: z.array(Jar).min(1) })
const SeveralJars: Schema = z.looseObject({ jars: z.array(z.unknown()).min(2) })
const Tagged: Schema = z.looseObject({ tag: z.string() })

/** A simple declaration: a pantry with jars on shelves. It shares no word with another capability. */
export const declared = {
  name: 'pantry',
  version: 1,
  operations: {
    put: {
      says: 'Put jars on a shelf.',
      touches: 'write',
      gives: 'one',
      asks: [{ when: SeveralJars, guarantee: 'together', rung: 'shelf' }],
      repeatable: [{ when: Tagged, guarantee: 'remembers', rung: 'a_while' }],
      intent: Put,
      states: 'the_intent',
      result: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('put'), count: z.int() }),
        z.strictObject({ kind: z.literal('no_room') }),
      ]),
    },
    get: {
      says: 'Look at a shelf.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: z.strictObject({ shelf: z.string() }),
      states: 'the_intent',
      result: z.strictObject({ kind: z.literal('shelf'), labels: z.array(z.string()) }),
    },
    watch: {
      says: 'See every jar that was put, and that will be.',
      touches: 'read',
      gives: 'many',
      resume: { items: ['jar.number', 'upTo'], intent: 'behind' },
      last: [],
      silent: 'may_last',
      asks: [],
      repeatable: 'always',
      intent: z.strictObject({ behind: z.int().min(0) }),
      states: 'the_intent',
      result: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('jar'), jar: z.strictObject({ number: z.int() }) }),
        z.strictObject({ kind: z.literal('quiet'), upTo: z.int() }),
      ]),
    },
  },
  failures: {
    invalid: { says: 'Not a thing one can ask.', effects: ['none'], passes: false, acts: 'developer' },
    too_large: { says: 'Above a limit.', effects: ['none'], passes: false, acts: 'caller' },
    unsupported: { says: 'Beyond what is granted.', effects: ['none'], passes: false, acts: 'developer' },
    timeout: { says: 'No answer in time.', effects: ['none', 'unknown'], passes: true, acts: 'nobody' },
    cancelled: { says: 'Called off.', effects: ['none', 'unknown'], passes: false, acts: 'caller' },
    closed: { says: 'Not open.', effects: ['none'], passes: false, acts: 'developer' },
    unclassified: { says: 'Nobody knows.', effects: ['unknown'], passes: false, acts: 'developer' },
    door_jammed: { says: 'The door jams.', effects: ['none', 'unknown'], passes: true, acts: 'nobody' },
    flooded: { says: 'Water on the floor.', effects: ['none', 'unknown'], passes: false, acts: 'operator' },
  },
  guarantees: {
    together: ['jar', 'shelf'],
    remembers: ['nothing', 'a_while', 'always'],
  },
  limits: {
    most_jars: { says: 'The most jars of one put.', measure: 'items', operation: 'put', path: 'jars' },
    most_jar_bytes: {
      says: 'The most bytes of one jar.',
      measure: 'json_bytes',
      operation: 'put',
      path: 'jars[]',
      of: ['label', 'recipe'],
    },
    remembers_ms: { says: 'How long a while is.', measure: 'rung_ms', guarantee: 'remembers', rung: 'a_while' },
  },
} as const

const pantry = capability(declared)

/** The type of the pantry's declaration. */
export interface PantryCapability extends Declared<typeof pantry> {}

/** The pantry as data. */
export const Pantry: PantryCapability = pantry

/** The pantry as a domain function takes it. */
export interface Pantry extends Store<PantryCapability> {}

type One = NameOfOne<PantryCapability>
type Many = NameOfMany<PantryCapability>
/** The outcome of `put` or `get`. */
export type Answer = Outcome<PantryCapability, One>
/** An item of a watcher. */
export type Item = Outcome<PantryCapability, Many>

/** How a pantry behaves: every method of its executor, as a test wants it. */
export interface Script {
  readonly grants: Grants<PantryCapability>
  readonly limits: Limits<PantryCapability>
  open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | FailedOf<PantryCapability>>
  execute(intent: Intent<PantryCapability, One>, attempt: Attempt): Promise<Answer>
  follow(intent: Intent<PantryCapability, Many>, attempt: Attempt): AsyncIterator<Item, undefined, undefined>
  close(): Promise<Closed | FailedOf<PantryCapability>>
}

/** An executor that follows a script, and keeps the intents that it got. */
export class PantryExecutor implements Executor<PantryCapability, Grants<PantryCapability>> {
  readonly capability = Pantry
  readonly technology = { name: 'wood', packages: [] }
  readonly grants: Grants<PantryCapability>
  readonly limits: Limits<PantryCapability>
  readonly failures = ['door_jammed', 'flooded', 'cancelled', 'closed'] as const
  opens = 0
  closes = 0
  readonly executed: Intent<PantryCapability, One>[] = []
  readonly followed: Intent<PantryCapability, Many>[] = []
  readonly #script: Script

  constructor(script: Script) {
    this.#script = script
    this.grants = script.grants
    this.limits = script.limits
  }

  /** How often any of its methods was called. */
  get calls(): number {
    return this.opens + this.closes + this.executed.length + this.followed.length
  }

  open(attempt: Attempt, ifAbsent: IfAbsent): ReturnType<Script['open']> {
    this.opens += 1
    return this.#script.open(attempt, ifAbsent)
  }

  execute(intent: Intent<PantryCapability, One>, attempt: Attempt): Promise<Answer> {
    this.executed.push(intent)
    return this.#script.execute(intent, attempt)
  }

  follow(intent: Intent<PantryCapability, Many>, attempt: Attempt): AsyncIterator<Item, undefined, undefined> {
    this.followed.push(intent)
    return this.#script.follow(intent, attempt)
  }

  close(): ReturnType<Script['close']> {
    this.closes += 1
    return this.#script.close()
  }
}

/** A successful answer. */
export const put: Answer = { kind: 'put', count: 1 }

/** A failure that passes by itself. */
export const jammed = (effect: 'none' | 'unknown', retryAfterMs: number | null = null): FailedOf<PantryCapability> => ({
  ...failed('door_jammed', effect, 'put', 'put: the door jams.'),
  retryAfterMs,
})

/** A failure that does not pass. */
export const flooded = (effect: 'none' | 'unknown'): FailedOf<PantryCapability> =>
  failed('flooded', effect, 'put', 'put: water on the floor.')

/** A jar, as an item of a watcher. */
export const jar = (number: number): Item => ({ kind: 'jar', jar: { number } })

/** Settles within the turn in which it is aborted, with effect none. Otherwise it never settles. */
export const idle = (_intent: unknown, attempt: Attempt): Promise<Answer> =>
  new Promise((resolve) => {
    attempt.signal.addEventListener('abort', () =>
      resolve(failed('cancelled', 'none', 'put', 'put: nothing was sent.')),
    )
  })

/** Never settles: it was sent, and no answer comes. */
export const silent = (): Promise<Answer> => new Promise<Answer>(() => undefined)

type Execute = Script['execute']

/** Does one step after the other, and then repeats the last. */
export const inTurn = (...steps: (Answer | Execute)[]): Execute => {
  let turn = 0
  return (intent, attempt) => {
    const step = steps[Math.min(turn, steps.length - 1)] ?? put
    turn += 1
    return typeof step === 'function' ? step(intent, attempt) : Promise.resolve(step)
  }
}

/** Gives these items and ends. */
export async function* gives(...items: Item[]): AsyncGenerator<Item, undefined, undefined> {
  yield* items
  return undefined
}

/** Gives these items and then waits until it is aborted. */
export async function* watching(attempt: Attempt, ...items: Item[]): AsyncGenerator<Item, undefined, undefined> {
  yield* items
  await new Promise<void>((resolve) => {
    attempt.signal.addEventListener('abort', () => resolve())
  })
  return undefined
}

/** A pantry where everything succeeds. */
export const well: Script = {
  grants: { together: 'shelf', remembers: 'always' },
  limits: { most_jars: 10, most_jar_bytes: 1_000, remembers_ms: 60_000 },
  open: () => Promise.resolve({ kind: 'ready' }),
  execute: inTurn(put),
  follow: (_intent, attempt) => watching(attempt),
  close: () => Promise.resolve({ kind: 'closed' }),
}

/** A policy of round numbers. */
export const patient: Policy = {
  attempts: 3,
  attemptMs: 1_000,
  deadlineMs: 10_000,
  backoffMs: 100,
  maxBackoffMs: 400,
  concurrency: 4,
}

/** The least that can be required of a pantry. */
export const modest = {
  together: 'jar',
  remembers: 'nothing',
  most_jars: 0,
  most_jar_bytes: 0,
  remembers_ms: 0,
} as const

/** A pantry that is bound but not open. */
export interface Bound {
  readonly clock: StoppedClock
  readonly executor: PantryExecutor
  readonly binding: Binding<PantryCapability>
}

/** Binds a pantry that succeeds, except for the methods that are passed. */
export const bound = (
  script: Partial<Script> = {},
  policy: Partial<Policy> = {},
  clock: StoppedClock = new StoppedClock(),
): Bound => {
  const executor = new PantryExecutor({ ...well, ...script })
  return { clock, executor, binding: binder(clock)(need(Pantry, modest), executor, { ...patient, ...policy }) }
}

/** Binds and opens a pantry. */
export const opened = async (
  script: Partial<Script> = {},
  policy: Partial<Policy> = {},
  clock: StoppedClock = new StoppedClock(),
): Promise<Bound & { readonly store: Pantry }> => {
  const all = bound(script, policy, clock)
  const answer = await all.binding.open()
  if (answer.kind !== 'opened') throw new Error(`The pantry should open: ${JSON.stringify(answer)}`)
  return { ...all, store: answer.store }
}

/** Fields of a put that may not be sent twice. */
export const plain = { shelf: 'top', tag: null, jars: [{ label: 'plum', recipe: '{}' }] }

/** Fields of a put that may be sent twice. */
export const tagged = { ...plain, tag: 'plum-2026' }

/** The part of an outcome that tests compare. */
export const told = (outcome: { readonly kind: string } | undefined): string => {
  if (outcome === undefined) return 'nothing'
  return 'failure' in outcome && 'effect' in outcome
    ? `${String(outcome.failure)} ${String(outcome.effect)}`
    : outcome.kind
}

/** Every item of a watcher, until its end. */
export const all = async (watcher: AsyncIterable<Item>): Promise<Item[]> => {
  const items: Item[] = []
  for await (const item of watcher) items.push(item)
  return items
}
