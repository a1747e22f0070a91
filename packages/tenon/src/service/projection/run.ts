import type { CommonFailure } from '../../domain/vocabulary/failures.ts'
import type { Checkpoint } from '../../domain/projection/build.ts'
import type { Position } from '../../domain/event/stream.ts'

/** How projections are run. Every field is explicit. */
export interface ProjectSettings {
  /** The most events of one page, which is one commit while catching up. From 1 to 1,000. */
  readonly pageEvents: number
  /** `caught_up`: ends when every event that is there was taken. `stopped`: goes on with new ones until it is stopped. */
  readonly until: 'caught_up' | 'stopped'
  /** Whether to begin a new build beside the live one, which it replaces when it has caught up. */
  readonly rebuild: boolean
  /** What to do when another runner has moved the build: end, or go on from where it is now. */
  readonly ifTakenOver: 'stop' | 'continue'
  /** How long to wait before the first new try after a failure that passes, in milliseconds. It doubles each time. */
  readonly backoffMs: number
  /** The longest wait between two tries, in milliseconds. */
  readonly maxBackoffMs: number
  /**
   * How often an idle run looks whether it was paused, resumed, dropped or replaced, in milliseconds. A live run also
   * moves its checkpoint past events that do not pass its filter at most this often.
   */
  readonly checkMs: number
}

/** Why a projection ended. */
export interface ProjectionEnd {
  readonly why:
    | 'stopped'
    | 'caught_up'
    | 'taken_over'
    | 'dropped'
    /** The build is paused, and the run was to end when it has caught up. */
    | 'paused'
    /** An event could not be read, or its type is not declared, and the projection states `stop`. */
    | 'unreadable'
    /** The log ends before the checkpoint: the store was restored from a backup, or is another one. */
    | 'ahead'
    /** The event at the checkpoint is another one: the store was restored and has grown since, or is another one. */
    | 'another_history'
    /** The store no longer has the events after the checkpoint. */
    | 'truncated'
    /** The projection's own code threw or returned nonsense. */
    | 'defect'
    /** The store or the read model failed in a way that does not pass by itself. */
    | 'failed'
  /** The word of the failure if `why` is `failed`, or `null`. */
  readonly failure: CommonFailure | null
  /** What happened and what to do, in one sentence or two. */
  readonly says: string
}

/** The state of one projection of a run. */
export interface ProjectionState {
  /** `orders@2.1`, or the name of the projection while no build is chosen yet. */
  readonly name: string
  readonly phase: 'idle' | 'starting' | 'catching_up' | 'live' | 'paused' | 'waiting' | 'ended'
  readonly checkpoint: Checkpoint
  /** The last position of the log when it was last read. */
  readonly head: Position | 'start'
  /** How many events this run has taken. */
  readonly events: number
  /** Whether readers get this build. */
  readonly live: boolean
  /** The last failure that is being waited out, in one sentence, or `null`. */
  readonly trouble: string | null
  readonly end: ProjectionEnd | null
}

/** A run of one projection or of several over one scan. Nothing runs before `start()`. */
export interface ProjectionRun {
  /** Begins to run. A second call does nothing. */
  start(): void
  /** Ends the run when the step in hand is committed or undone. Resolves when nothing runs any more. */
  stop(): Promise<void>
  /** As `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
  /** The state of each projection, in the order in which they were given. */
  state(): readonly ProjectionState[]
  /** Resolves when every projection has ended, with their states. Never rejects. */
  readonly ended: Promise<readonly ProjectionState[]>
}
