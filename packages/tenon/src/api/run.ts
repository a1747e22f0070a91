export { type Build, type BuildId, type Checkpoint, FIRST_CHECKPOINT } from '../domain/projection/build.ts'
export type { Committed, Defect, ReadModel, ReadModelFailed, Step } from '../domain/projection/read-model.ts'
export { type Documents, documents } from '../service/projection/documents.ts'
export type {
  DocumentsFailed,
  DocumentsPage,
  FoundDocument,
  ListDocuments,
} from '../service/projection/documents/read.ts'
export {
  closeEntry,
  type EntryClosed,
  type EntryFailed,
  type EntryIfAbsent,
  type EntryOpened,
  openEntry,
  type ProjectionEntry,
} from '../service/projection/entry.ts'
export { project } from '../service/projection/project.ts'
export type { ProjectionEnd, ProjectionRun, ProjectionState, ProjectSettings } from '../service/projection/run.ts'
export { RunsExecutor } from '../service/projection/runs/executor.ts'
export type { Granting, RunsGrants } from '../service/projection/runs/grants.ts'
export { type Reached, reached, type ReachedFailed } from '../service/projection/reached.ts'
