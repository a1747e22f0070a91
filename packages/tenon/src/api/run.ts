export type { Build, BuildId, Checkpoint } from '../domain/projection/build.ts'
export type { Committed, ReadModel, ReadModelFailed, Step } from '../domain/projection/read-model.ts'
export type { ProjectionEnd, ProjectionRun, ProjectionState, ProjectSettings } from '../service/projection/run.ts'
export { type EntryFailed, type EntryOpened, openEntry, type ProjectionEntry } from '../service/projection/entry.ts'
