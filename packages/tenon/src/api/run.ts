export { type Build, type BuildId, type Checkpoint, FIRST_CHECKPOINT } from '../domain/projection/build.ts'
export type { Committed, ReadModel, ReadModelFailed, Step } from '../domain/projection/read-model.ts'
export { project } from '../service/projection/project.ts'
export type { ProjectionEnd, ProjectionRun, ProjectionState, ProjectSettings } from '../service/projection/run.ts'
