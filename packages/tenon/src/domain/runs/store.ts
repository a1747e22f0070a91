import type { Declared } from '../capability/capability.ts'
import { capability } from '../capability/declaration/tested.ts'
import { type Words, words } from '../capability/failure.ts'
import type { CallOptions } from '../capability/outcome.ts'
import { type CommonFailure, commonFailures } from '../vocabulary/failures.ts'
import { commonLadders } from '../vocabulary/ladders.ts'
import type { RunsFailed } from './failure.ts'
import { ListRuns, NamedRun } from './intent.ts'
import { DropResult, PauseResult, ResumeResult, RunsPage, ShowResult } from './result.ts'

const declared = capability({
  name: 'runs',
  version: 1,
  operations: {
    list: {
      says: 'List one page of runs, in the order of the code points of their names.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: ListRuns,
      states: 'the_intent',
      result: RunsPage,
    },
    show: {
      says: 'Show one run: how far it has come, and whether it is live and paused.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: NamedRun,
      states: 'the_intent',
      result: ShowResult,
    },
    pause: {
      says: 'Pause a run: it adds no event until it is resumed.',
      touches: 'write',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: NamedRun,
      states: 'the_intent',
      result: PauseResult,
    },
    resume: {
      says: 'Resume a run that is paused.',
      touches: 'write',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: NamedRun,
      states: 'the_intent',
      result: ResumeResult,
    },
    drop: {
      says: 'Drop a run and all that it has made, unless it is live.',
      touches: 'write',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: NamedRun,
      states: 'the_intent',
      result: DropResult,
    },
  },
  failures: commonFailures,
  guarantees: commonLadders,
  limits: {},
})

/** The type of the declaration, as an interface so that hovers, errors and `.d.ts` files show its name. */
export interface RunsCapability extends Declared<typeof declared> {}

/** The runs of a program as data: the operations on them, failures and guarantees. */
export const Runs: RunsCapability = declared

/**
 * The runs of a program, as a domain function or an operator takes them. No method rejects or throws: a failure is the
 * outcome `failed`. The second argument sets a signal and a deadline for one call.
 *
 * Each call states what is to be and not a step towards it, so every call may be made again. If a pause and a resume of
 * one run are made at the same time, either may be the last.
 */
export interface Runs {
  /**
   * Lists one page of runs, in the order of the code points of their names, so that `orders@1.10` comes before
   * `orders@1.9`.
   *
   * - `page`: the runs, and the name to list on after.
   * - `failed`: the page could not be read.
   */
  readonly list: (list: ListRuns, options?: CallOptions) => Promise<RunsPage | RunsFailed>
  /**
   * Shows one run.
   *
   * - `run`: the run as it is now.
   * - `absent`: there is no run of this name.
   * - `failed`: it could not be read.
   */
  readonly show: (show: NamedRun, options?: CallOptions) => Promise<ShowResult | RunsFailed>
  /**
   * Pauses a run. From `paused` on it adds no event, in whatever process it runs, until it is resumed.
   *
   * - `paused`: it is paused. If it was paused already, nothing was changed.
   * - `absent`: there is no run of this name.
   * - `failed`: with effect `none`, nothing was changed and nothing will be. With `unknown`, it may be paused, now or
   *   later.
   */
  readonly pause: (pause: NamedRun, options?: CallOptions) => Promise<PauseResult | RunsFailed>
  /**
   * Resumes a run that is paused.
   *
   * - `resumed`: it is not paused. If it was not paused before, nothing was changed.
   * - `absent`: there is no run of this name.
   * - `failed`: with effect `none`, nothing was changed and nothing will be. With `unknown`, it may be resumed, now or
   *   later.
   */
  readonly resume: (resume: NamedRun, options?: CallOptions) => Promise<ResumeResult | RunsFailed>
  /**
   * Drops a run and all that it has made, unless readers get it.
   *
   * - `dropped`: it is gone.
   * - `absent`: there is no run of this name. A drop that is made again after its answer was lost returns this, because
   *   nothing is kept of what was dropped: after `absent`, the run is gone too.
   * - `live`: readers get what it has made. Nothing was dropped.
   * - `failed`: with effect `none`, nothing was dropped and nothing will be. With `unknown`, it may be dropped, now or
   *   later.
   */
  readonly drop: (drop: NamedRun, options?: CallOptions) => Promise<DropResult | RunsFailed>
}

/** A failure word of runs. */
export type RunsFailure = CommonFailure

/** The same words as constants: `RunsFailure.ConnectionLost === 'connection_lost'`. */
export const RunsFailure: Words<typeof commonFailures> = words(commonFailures)

/** An intent, which `execute` of an executor is given. */
export type RunsIntent =
  | ({ readonly kind: 'list' } & ListRuns)
  | ({ readonly kind: 'show' } & NamedRun)
  | ({ readonly kind: 'pause' } & NamedRun)
  | ({ readonly kind: 'resume' } & NamedRun)
  | ({ readonly kind: 'drop' } & NamedRun)

/** The outcome of such an intent, which `execute` of an executor returns. */
export type RunsOutcome = RunsPage | ShowResult | PauseResult | ResumeResult | DropResult | RunsFailed
