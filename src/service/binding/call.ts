import type { Call } from '../../domain/capability/outcome.ts'

/** What is wrong with what a caller states of one call, or nothing. */
export const callMistake = (call: Call | undefined): string | undefined => {
  if (call === undefined) return undefined
  if (typeof call !== 'object' || call === null) return 'the call must be an object with signal and deadlineMs'
  const { signal, deadlineMs } = call
  if (signal !== null && !(signal instanceof AbortSignal)) return 'call.signal must be an AbortSignal or null'
  if (deadlineMs !== null && !(Number.isFinite(deadlineMs) && deadlineMs >= 0)) {
    return 'call.deadlineMs must be a number of milliseconds from 0, or null'
  }
  return undefined
}
