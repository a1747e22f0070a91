import type { Grants, Run, RunsCapability, RunsIntent, RunsOutcome } from 'tenon'
import type { Attempt, ExecutorOfOne } from 'tenon/bind'

/** An executor of runs. */
export type AnyRunsExecutor = ExecutorOfOne<RunsCapability, Grants<RunsCapability>>

/** Puts itself around an executor, passes everything on, and lies about one thing. */
export type Lie = (executor: AnyRunsExecutor) => AnyRunsExecutor

/** Returns an executor that does the same as another one, except that it executes like this. */
export const executing = (
  executor: AnyRunsExecutor,
  execute: (intent: RunsIntent, attempt: Attempt) => Promise<RunsOutcome>,
): AnyRunsExecutor => ({
  capability: executor.capability,
  technology: executor.technology,
  grants: executor.grants,
  limits: executor.limits,
  failures: executor.failures,
  open: (attempt, ifAbsent) => executor.open(attempt, ifAbsent),
  execute,
  close: () => executor.close(),
})

/** Returns an outcome with each run as `tell` changes it. A run that becomes `undefined` is left out. */
export const retold = (outcome: RunsOutcome, tell: (run: Run) => Run | undefined): RunsOutcome => {
  if (outcome.kind === 'page') return { ...outcome, runs: outcome.runs.flatMap((run) => tell(run) ?? []) }
  if (outcome.kind !== 'run') return outcome
  const run = tell(outcome.run)
  return run === undefined ? { kind: 'absent' } : { kind: 'run', run }
}
