import type { Checkpoint } from '../../../domain/projection/build.ts'
import type { Position } from '../../../domain/event/stream.ts'
import type { UnreadableEvent } from '../../../domain/event/versions/read.ts'
import type { CommonFailure } from '../../../domain/vocabulary/failures.ts'
import type { ProjectionEnd } from '../run.ts'
import type { LoggedEvent } from './scan.ts'

/** Why a run ends, with what happened and what to do. */
export const ends = Object.freeze({
  stopped: { why: 'stopped', failure: null, says: 'It was stopped.' },
  caughtUp: { why: 'caught_up', failure: null, says: 'Every event that was there is taken.' },
  takenOver: (name: string): ProjectionEnd => ({
    why: 'taken_over',
    failure: null,
    says: `Another run has moved ${name}, and goes on with it. State ifTakenOver: 'continue' if two are to run.`,
  }),
  dropped: (name: string): ProjectionEnd => ({
    why: 'dropped',
    failure: null,
    says: `${name} was dropped. Start the run again to run the live build, or to begin a build where there is none.`,
  }),
  paused: (name: string): ProjectionEnd => ({
    why: 'paused',
    failure: null,
    says: `${name} is paused, so it cannot catch up. Resume it, and start the run again.`,
  }),
  unreadable: ({ recorded, says }: UnreadableEvent, name: string): ProjectionEnd => ({
    why: 'unreadable',
    failure: null,
    says: `${says} It is at position ${recorded.position}, and ${name} stops before it. Declare what is missing, or state 'pass' to pass such events over.`,
  }),
  ahead: (name: string, { position }: Checkpoint, head: Position | 'start'): ProjectionEnd => ({
    why: 'ahead',
    failure: null,
    says: `The log ends at ${placeText(head)}, before ${placeText(position)} to which ${name} has come. The store was restored from a backup, or it is another one. ${REBUILD}`,
  }),
  anotherHistory: (name: string, found: LoggedEvent, { last }: Checkpoint): ProjectionEnd => ({
    why: 'another_history',
    failure: null,
    says: `The event at position ${found.position} is ${found.id}. ${name} has taken ${last?.id} at position ${last?.position}. The store was restored from a backup and has grown since, or it is another one. ${REBUILD}`,
  }),
  truncated: (name: string, { position }: Checkpoint, first: Position): ProjectionEnd => ({
    why: 'truncated',
    failure: null,
    says: `The store has removed events after ${placeText(position)}, to which ${name} has come: its first is now at position ${first}. Keep events longer than a projection may be away.`,
  }),
  defect: (says: string): ProjectionEnd => ({ why: 'defect', failure: null, says }),
  failed: (failure: CommonFailure, says: string): ProjectionEnd => ({ why: 'failed', failure, says }),
} as const)

const REBUILD = 'If this is the store that you want, begin a new build with rebuild: true.'

const placeText = (position: Position | 'start'): string =>
  position === 'start' ? 'the start' : `position ${position}`
