import type { Failed } from '../../../domain/capability/failure.ts'
import type { RunsFailed } from '../../../domain/runs/failure.ts'
import type { EntryFailed } from '../entry.ts'
import { isRunsFailure } from './grants.ts'

/** An operation on runs, or `open` or `close`. */
export type RunsOperation = RunsFailed['operation']

/** Returns the failure of a call about the runs of a projection, when a store or the read model of it failed. */
export const failedOf = (operation: RunsOperation, projection: string, failure: Failed): RunsFailed => {
  const known = isRunsFailure(failure.failure) ? failure.failure : 'unclassified'
  return {
    ...failure,
    failure: known,
    effect: CHANGES.has(operation) ? failure.effect : 'none',
    operation,
    says: `${operation}: the projection ${projection}: ${failure.says}`,
  }
}

const CHANGES: ReadonlySet<RunsOperation> = new Set(['pause', 'resume', 'drop'])

const PARTS = Object.freeze({
  events: 'the store of its events',
  entries: 'the store of its documents',
  model: 'its read model',
})

/** Returns the failure of a call about the runs of a projection of which a part could not be opened or closed. */
export const partFailed = (operation: RunsOperation, projection: string, { part, why }: EntryFailed): RunsFailed => {
  const failure: Failed = why.kind === 'failed' ? why : shortOf(PARTS[part], why.gaps)
  // It was not even opened, so nothing was changed.
  return { ...failedOf(operation, projection, failure), effect: 'none' }
}

const shortOf = (
  part: string,
  gaps: readonly { readonly guarantee: string; readonly required: unknown; readonly granted: unknown }[],
): Failed => {
  const short = gaps.map((gap) => `${gap.guarantee} must be ${String(gap.required)} and is ${String(gap.granted)}`)
  const says = `${part} grants less than its need requires: ${short.join('; ')}.`
  return {
    kind: 'failed',
    failure: 'misconfigured',
    effect: 'none',
    operation: 'open',
    says,
    retryAfterMs: null,
    evidence: null,
  }
}
