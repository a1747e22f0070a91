import type { Call } from '../../domain/capability/outcome.ts'
import { messageOf } from './defect.ts'
import { isSignal } from './signal.ts'

/** What a caller states of one call, or the sentence that says why it cannot be kept. */
export type Stated = Call | { readonly mistake: string }

/** Reads what a caller states of one call: each field once, because a getter may give something else the second time. It never throws. */
export const statedIn = (call: unknown): Stated => {
  if (call === undefined) return UNSTATED
  if (typeof call !== 'object' || call === null)
    return mistaken('the call must be an object with signal and deadlineMs')
  try {
    const { signal, deadlineMs }: { readonly signal?: unknown; readonly deadlineMs?: unknown } = call
    if (signal !== null && !isSignal(signal)) return mistaken('call.signal must be an AbortSignal or null')
    if (deadlineMs !== null && !(typeof deadlineMs === 'number' && Number.isFinite(deadlineMs) && deadlineMs >= 0))
      return mistaken('call.deadlineMs must be a number of milliseconds from 0, or null')
    return { signal, deadlineMs }
  } catch (thrown) {
    return mistaken(`the call cannot be read: reading it threw ${messageOf(thrown)}`)
  }
}

/** A call of which its caller states nothing. */
export const UNSTATED: Call = Object.freeze({ signal: null, deadlineMs: null })

const mistaken = (mistake: string): Stated => ({ mistake })
