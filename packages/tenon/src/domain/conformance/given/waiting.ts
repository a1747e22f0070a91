import type { Capability } from '../../capability/capability.ts'
import type { CaseContext } from '../context.ts'

/** The part of the context of a case by which it waits. */
type Waiting = Pick<CaseContext<Capability>, 'until'>

/**
 * Resolves as a promise does. If the promise does not settle in time, the case is broken, with `says`. The result may
 * be awaited later.
 */
export const soon = <Value>(context: Waiting, says: string, promise: Promise<Value>): Promise<Value> => {
  const given = waitFor(context, says, promise)
  // A case may do something else before it awaits this: until then a rejection must not count as unhandled.
  given.catch(() => undefined)
  return given
}

const waitFor = async <Value>(context: Waiting, says: string, promise: Promise<Value>): Promise<Value> => {
  let settled = false
  const settle = (): void => {
    settled = true
  }
  promise.then(settle, settle)
  await context.until(says, () => Promise.resolve(settled))
  return promise
}

/** Waits a moment, in which something that must not happen could happen. */
export const moment = (context: Waiting): Promise<void> => {
  let turns = 0
  return context.until('a moment is over', () => Promise.resolve((turns += 1) > 10))
}
