import type { CallOptions } from '../../../domain/capability/outcome.ts'
import { messageOf } from '../../../domain/data/message-of.ts'
import { isSignal } from './abort-signal.ts'

/** The options of a call, or a sentence that says what is wrong with them. */
export type ReadOptions = CallOptions | { readonly mistake: string }

/**
 * Reads the options that a caller passed to a call. It reads each field once, because a getter may return something
 * else the second time. It never throws.
 */
export const readOptions = (options: unknown): ReadOptions => {
  if (options === undefined) return NO_OPTIONS
  if (typeof options !== 'object' || options === null)
    return mistaken('the call options must be an object with signal and deadlineMs')
  try {
    const { signal, deadlineMs }: { readonly signal?: unknown; readonly deadlineMs?: unknown } = options
    if (signal !== null && !isSignal(signal)) return mistaken('options.signal must be an AbortSignal or null')
    if (deadlineMs !== null && !(typeof deadlineMs === 'number' && Number.isFinite(deadlineMs) && deadlineMs >= 0))
      return mistaken('options.deadlineMs must be a number of milliseconds, at least 0, or null')
    return { signal, deadlineMs }
  } catch (thrown) {
    return mistaken(`the call options cannot be read: reading them threw ${messageOf(thrown)}`)
  }
}

/** The options of a call that passes none: the policy alone applies. */
export const NO_OPTIONS: CallOptions = Object.freeze({ signal: null, deadlineMs: null })

const mistaken = (mistake: string): ReadOptions => ({ mistake })
