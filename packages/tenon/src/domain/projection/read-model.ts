import type { Failed } from '../capability/failure.ts'
import type { EventTypes, RecordedEventOf } from '../event/types.ts'
import type { CommonFailure } from '../vocabulary/failures.ts'
import type { Build, BuildId, Checkpoint } from './build.ts'
import type { Projection } from './projection.ts'

/** The outcome of a failed call to a read model. */
export type ReadModelFailed = Failed<CommonFailure, 'builds' | 'begin' | 'commit' | 'pause' | 'drop'>

/** What a runner adds to a build in one step. */
export interface Step<E extends EventTypes> {
  readonly build: BuildId
  /** Where the build must be. */
  readonly from: Checkpoint
  /** Where it is afterwards. */
  readonly to: Checkpoint
  /** The events between the two, in the order of the log. There may be none. */
  readonly events: readonly RecordedEventOf<E>[]
  /** Whether this step takes the last page of the log, so that the build becomes the live one in the same step. */
  readonly swap: boolean
}

/** The user's own code threw or returned nonsense. Nothing was changed. */
export interface Defect {
  readonly kind: 'defect'
  /** What it did and where, in one sentence or two. */
  readonly says: string
}

/** What became of a step. */
export type Committed =
  | { readonly kind: 'committed'; readonly live: boolean }
  /** The build is at another checkpoint: another runner has moved it. Nothing was changed. */
  | { readonly kind: 'taken_over' }
  /** The build is paused. Nothing was changed. */
  | { readonly kind: 'paused' }
  /** The build is not there any more. Nothing was changed. */
  | { readonly kind: 'dropped' }
  | Defect
  | ReadModelFailed

/**
 * Where a projection is kept: documents or tables, with a checkpoint for each build. No method throws or rejects.
 * Constructing one does nothing; `open` begins.
 */
export interface ReadModel<E extends EventTypes = EventTypes> {
  readonly projection: Projection<E>
  /** Opens the read model, and makes what it needs if that is not there. It makes no build. */
  open(): Promise<{ readonly kind: 'opened' } | ReadModelFailed>
  /**
   * Opens the read model as `open` does, but fails with `not_found` if what it needs is not there, and leaves nothing
   * behind. Use it in programs that only look.
   */
  openExisting(): Promise<{ readonly kind: 'opened' } | ReadModelFailed>
  close(): Promise<{ readonly kind: 'closed' } | ReadModelFailed>
  /** Lists the builds, the oldest first: by version, then by number. */
  builds(): Promise<{ readonly kind: 'builds'; readonly builds: readonly Build[] } | ReadModelFailed>
  /**
   * Begins a build of the projection's version, at the start of the log. If it is there already, it is left as it is, so
   * that two processes may begin the same one. The first build of a read model is live at once. Where the user's own code
   * makes something for it, that may be a defect.
   */
  begin(number: number): Promise<{ readonly kind: 'begun'; readonly build: Build } | Defect | ReadModelFailed>
  /**
   * Adds the events of one step to a build and moves its checkpoint, if it is where the step begins. A build that
   * is older than the live one, by version and then by number, does not become live.
   */
  commit(step: Step<E>): Promise<Committed>
  /** Pauses or resumes a build. */
  pause(build: BuildId, paused: boolean): Promise<{ readonly kind: 'paused' | 'resumed' | 'absent' } | ReadModelFailed>
  /** Removes a build. The live one is kept. */
  drop(build: BuildId): Promise<{ readonly kind: 'dropped' | 'absent' | 'live' } | ReadModelFailed>
}
