import { check, type Schema } from '../../../../src/domain/capability/schema.ts'
import { now, within } from '../../../../src/service/lab/time.ts'
import { EventStore } from 'tenon'
import type { Untyped } from '../untyped.ts'
import type { Answered } from './ledger.ts'
import type { Operation } from './valid.ts'

/** One call to make. */
export interface Made {
  readonly operation: Operation
  readonly fields: unknown
  readonly second: unknown
  /** The most milliseconds that it may take. */
  readonly deadlineMs: number
}

/** The answer of a call, and its flaws. */
export interface Judged {
  readonly outcome: Answered
  readonly flaws: readonly string[]
}

/** How many milliseconds late an answer may be, because the machine may be busy. */
const SLACK_MS = 10_000
/** How many milliseconds a call may block the event loop. Without a bound, hostile lists cost seconds. */
const STOPPED_MS = 1_000
/** The longest message of a failure. */
const MOST_SAID = 1_000
/** How many items of a subscription are requested. */
const MOST_ITEMS = 5

/** Stands for a call that never got a proper answer. */
const NONE: Answered = { kind: 'none' }

/**
 * Makes a call to a store and judges its answer. Also returns the answer: for a subscription, the first item that is
 * not an event. Never rejects.
 */
export const judged = (store: Untyped, made: Made, stopped: (ms: number) => void): Promise<Judged> => {
  const begun = now()
  let answer: unknown
  try {
    answer =
      made.operation === 'subscribe'
        ? pulled(store.subscribe(made.fields, made.second))
        : store[made.operation](made.fields, made.second)
  } catch (error) {
    return Promise.resolve({ outcome: NONE, flaws: [`it threw ${shown(error)}`] })
  }
  const ms = now() - begun
  stopped(ms)
  const slow = ms > STOPPED_MS ? [`it kept the event loop for ${Math.round(ms)} ms`] : []
  if (!(answer instanceof Promise)) return Promise.resolve({ outcome: NONE, flaws: ['it returned no promise'] })
  return answered(answer, made, begun, slow)
}

const answered = async (
  answer: Promise<unknown>,
  made: Made,
  begun: number,
  slow: readonly string[],
): Promise<Judged> => {
  try {
    const outcome = await within(answer, made.deadlineMs + SLACK_MS)
    if (outcome === 'late')
      return { outcome: NONE, flaws: [...slow, `no answer came within ${Math.round(now() - begun)} ms`] }
    // The content of the answer is checked below.
    return { outcome: outcome as Answered, flaws: [...slow, ...flawsOf(made.operation, outcome)] }
  } catch (error) {
    return { outcome: NONE, flaws: [...slow, `it rejected with ${shown(error)}`] }
  }
}

/** Follows a subscription up to its first item that is not an event, or for some items, and ends it. */
const pulled = async (items: AsyncIterator<unknown, undefined>): Promise<unknown> => {
  let last: unknown = ENDED
  for (let i = 0; i < MOST_ITEMS; i += 1) {
    const step = await items.next()
    if (step.done === true) break
    last = step.value
    if (kindOf(last) !== 'event') break
  }
  await items.return?.()
  return last
}

/** Stands for the answer of a subscription that ended without an item, as it does when its caller cancels it. */
const ENDED = { kind: 'caught_up', position: 'start' }

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined

/** Returns what is not as declared in an answer. */
const flawsOf = (operation: Operation, outcome: unknown): readonly string[] => {
  if (kindOf(outcome) !== 'failed') {
    const { result }: { readonly result: Schema } = EventStore.operations[operation]
    const checked = check(result, outcome)
    return checked.fits ? [] : [`its answer ${checked.says}`]
  }
  const { failure, effect, says, operation: of } = outcome as { readonly [field: string]: unknown }
  const declared = Object.entries(EventStore.failures).find(([name]) => name === failure)?.[1]
  const flaws: string[] = []
  if (declared?.effects.some((one) => one === effect) !== true)
    flaws.push(`it failed with ${shown(failure)} and effect ${shown(effect)}`)
  if (failure === 'unclassified') flaws.push(`it failed with unclassified: ${shown(says)}`)
  if (of !== operation) flaws.push(`its failure is of ${shown(of)}`)
  if (typeof says !== 'string') return [...flaws, `it says ${shown(says)}`]
  if (says.length > MOST_SAID) flaws.push(`it says ${says.length} characters: ${shown(says.slice(0, 200))}`)
  if (/\p{Cc}/u.test(says)) flaws.push(`it says control characters: ${shown(says.slice(0, 200))}`)
  return flaws
}

/** Returns any value as text for a message of these tests. */
export const shown = (value: unknown): string => {
  try {
    return value instanceof Error ? `${value.name}: ${value.message}` : (JSON.stringify(value) ?? String(value))
  } catch {
    return 'something that cannot be shown'
  }
}
