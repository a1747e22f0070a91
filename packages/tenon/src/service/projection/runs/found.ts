import type { CallOptions } from '../../../domain/capability/outcome.ts'
import { type Build, runName } from '../../../domain/projection/build.ts'
import type { RunsFailed } from '../../../domain/runs/failure.ts'
import type { RunFound } from '../../../domain/runs/result.ts'
import type { EntryOpened } from '../entry.ts'
import { failedOf } from './failure.ts'
import type { KeptProjection } from './kept-projection.ts'
import { logAfter } from './log-after.ts'

/** A build that was found, with the name of its run. */
export interface FoundBuild {
  readonly name: string
  readonly build: Build
  readonly kept: KeptProjection
  readonly opened: EntryOpened
}

/** Finds all builds of a projection. */
export const buildsOf = async (
  kept: KeptProjection,
  operation: 'list' | 'show',
): Promise<{ readonly kind: 'found'; readonly builds: readonly FoundBuild[] } | RunsFailed> => {
  const opened = await kept.open(operation, 'fail')
  if (opened.kind === 'failed') return opened
  if (opened.kind === 'not_kept') return { kind: 'found', builds: [] }
  const { name } = kept.projection
  const answer = await opened.model.builds()
  if (answer.kind === 'failed') return failedOf(operation, name, answer)
  return { kind: 'found', builds: answer.builds.map((build) => ({ name: runName(name, build), build, kept, opened })) }
}

/** Returns the run of a build beside its log as it is now. */
export const runOf = async (
  { name, build, kept, opened }: FoundBuild,
  operation: 'list' | 'show',
  options: CallOptions,
): Promise<RunFound | RunsFailed> => {
  const { version, number, live, paused, checkpoint } = build
  const { name: projection, filter } = kept.projection
  const { position, passed } = checkpoint
  const log = await logAfter(opened.events, position, filter, options)
  if (log.kind === 'failed') return failedOf(operation, projection, log)
  const { head, recordedAt } = log
  const waitingMs = recordedAt === null ? null : Math.max(0, Date.now() - recordedAt)
  const state = { live, paused, position, head, waitingMs, passed }
  return { kind: 'run', run: { kind: 'projection', name, projection, version, number, ...state } }
}
