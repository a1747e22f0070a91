import type { ProjectionEnd, ProjectionState } from '../../../../service/projection/run.ts'
import { done, type Ending } from '../../session/outcome.ts'
import { statusOf } from '../../session/status.ts'
import { exits } from '../../terminal/exits.ts'

/** Returns the outcome of projections that have ended. The first that did not end well decides what it is. */
export const endingOf = (states: readonly ProjectionState[]): Ending => {
  const projections = states.map(({ name, end, live, checkpoint, head, events }) => ({
    name,
    ...end,
    events,
    live,
    checkpoint,
    head,
  }))
  const bad = states.map(({ end }) => end).find((end) => end !== null && !WELL.has(end.why))
  if (bad === undefined || bad === null) return done({ projections })
  const outcome = { kind: bad.why, failure: bad.failure, says: bad.says, projections }
  return { code: exitOf(bad), outcome }
}

const WELL: ReadonlySet<ProjectionEnd['why']> = new Set(['caught_up', 'stopped'])

const exitOf = ({ failure }: ProjectionEnd): number =>
  failure === null ? exits.finding : statusOf(failure, undefined).exit
