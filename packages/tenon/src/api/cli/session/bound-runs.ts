import { need } from '../../../domain/capability/need.ts'
import { messageOf } from '../../../domain/data/message-of.ts'
import { Runs, type RunsCapability } from '../../../domain/runs/store.ts'
import { binder } from '../../../service/binding/bind.ts'
import type { Binding } from '../../../service/binding/binding.ts'
import type { Attempt } from '../../../service/binding/executor.ts'
import { runtime } from '../../../service/node/runtime.ts'
import { RunsExecutor } from '../../../service/projection/runs/executor.ts'
import { UsageError } from '../terminal/usage.ts'
import type { Config } from './config.ts'
import { projectionsIn } from './projections.ts'

/** Binds the runs of the projections of a config. Throws a `UsageError` that says what is wrong with them. */
export const boundRuns = (config: Config): Binding<RunsCapability> => {
  const projections = Object.fromEntries(projectionsIn(config).map(({ name, entry }) => [name, entry]))
  return binder(runtime)(LEAST, executorOf(config.path, projections), POLICY)
}

/** The runs of projections that have run. It makes no store, so a call about a run that does not exist leaves no files. */
class ExistingRuns extends RunsExecutor {
  override open(attempt: Attempt): ReturnType<RunsExecutor['open']> {
    return super.open(attempt, 'fail')
  }
}

const executorOf = (path: string, projections: ConstructorParameters<typeof RunsExecutor>[0]['projections']) => {
  try {
    return new ExistingRuns({ projections })
  } catch (error) {
    throw new UsageError(`projections of ${path} cannot be used. ${messageOf(error)}`)
  }
}

const LEAST = need(Runs, { durability: 'none', replication: 'single', reach: 'process' })

const POLICY = {
  attempts: 3,
  attemptMs: 10_000,
  deadlineMs: 30_000,
  backoffMs: 20,
  maxBackoffMs: 1_000,
  concurrency: 8,
} as const
