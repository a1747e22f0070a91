import type { EventTypes } from '../../event/types.ts'
import type { Checkpoint } from '../build.ts'
import type { Step } from '../read-model.ts'
import type { KeptBuild } from './kept.ts'

/** The entry of a build that begins. */
export const firstKept = (folder: string, checkpoint: Checkpoint): KeptBuild => ({
  folder,
  checkpoint,
  step: null,
  caughtUp: false,
  state: 'running',
})

/**
 * What may become of a step. `take`: its events can be added. `taken`: an earlier attempt of the same step has added
 * them. The others are outcomes of the step.
 */
export type StepDecision = 'take' | 'taken' | 'taken_over' | 'paused' | 'dropped'

/** Decides what may become of a step, whose id is given, on a build as it is kept. `null` is a build that is not there. */
export const decideStep = (kept: KeptBuild | null, { from, to }: StepEnds, id: string): StepDecision => {
  if (kept === null || kept.state === 'dropped') return 'dropped'
  const isThere = sameCheckpoint(kept.checkpoint, from)
  if (!isThere && kept.step === id && sameCheckpoint(kept.checkpoint, to)) return 'taken'
  if (kept.state === 'paused') return 'paused'
  return isThere ? 'take' : 'taken_over'
}

/** Returns whether a step changes the entry of its build. A step without events may leave it as it is. */
export const movesBuild = (kept: KeptBuild, { to, swap }: StepEnds): boolean =>
  !sameCheckpoint(kept.checkpoint, to) || (swap && !kept.caughtUp)

/** Returns the entry of a build after a step. */
export const movedBuild = (kept: KeptBuild, { to, swap }: StepEnds, id: string): KeptBuild => ({
  ...kept,
  checkpoint: to,
  step: id,
  caughtUp: swap,
})

/** Returns whether two checkpoints are the same. */
const sameCheckpoint = (a: Checkpoint, b: Checkpoint): boolean =>
  a.position === b.position &&
  a.last?.position === b.last?.position &&
  a.last?.id === b.last?.id &&
  a.passed.unreadable === b.passed.unreadable &&
  a.passed.unknownType === b.passed.unknownType

type StepEnds = Pick<Step<EventTypes>, 'from' | 'to' | 'swap'>
