import { check, type Schema } from '../../../../src/domain/capability/schema.ts'
import { now, within } from '../../../../src/service/lab/time.ts'
import { EventStore } from 'tenon'
import type { Untyped } from '../untyped.ts'
import type { Answered } from './ledger.ts'
import type { Operation } from './valid.ts'

/** One call that is to be made. */
export interface Made {
  readonly operation: Operation
  readonly fields: unknown
  readonly second: unknown
  /** The most milliseconds that it may take. */
  readonly deadlineMs: number
}

/** What a call was answered, and what was wrong with how. */
export interface Judged {
  readonly outcome: Answered
  readonly flaws: readonly string[]
}

/** The milliseconds that an answer may be late: a machine that is busy is no fault. */
const SLACK_MS = 10_000
/** The milliseconds that a call may keep the event loop to itself. What hostile lists cost without a bound is seconds. */
const STOPPED_MS = 1_000
/** The longest sentence that a failure may say. */
const MOST_SAID = 1_000
/** How many items of a subscription are asked for. */
const MOST_ITEMS = 5

/** What a call looks like that was never answered as it should be. */
const NONE: Answered = { kind: 'none' }

/** Makes a call of a store and judges how it is answered. Returns the answer, too; of a subscription, the first that is no event. Never rejects. */
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
    // What an answer is made of is looked at below.
    return { outcome: outcome as Answered, flaws: [...slow, ...flawsOf(made.operation, outcome)] }
  } catch (error) {
    return { outcome: NONE, flaws: [...slow, `it rejected with ${shown(error)}`] }
  }
}

/** Follows a subscription up to its first item that is no event, or for some items, and lets go of it. */
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

/** What a subscription is taken to say that ended without an item, as it does when its caller calls it off. */
const ENDED = { kind: 'caught_up', position: 'start' }

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined

/** What of an answer is not as declared. */
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

/** A value in a message of these tests, whatever it is. */
export const shown = (value: unknown): string => {
  try {
    return value instanceof Error ? `${value.name}: ${value.message}` : (JSON.stringify(value) ?? String(value))
  } catch {
    return 'something that cannot be shown'
  }
}
