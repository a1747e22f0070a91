export type { Build, BuildId, Checkpoint } from '../domain/projection/build.ts'
export type { Committed, Defect, ReadModel, ReadModelFailed, Step } from '../domain/projection/read-model.ts'
export type { ProjectionEnd, ProjectionRun, ProjectionState, ProjectSettings } from '../service/projection/run.ts'
export { type Documents, documents } from '../service/projection/documents.ts'
export type {
  DocumentsFailed,
  DocumentsPage,
  FoundDocument,
  ListDocuments,
} from '../service/projection/documents/read.ts'
export { type EntryFailed, type EntryOpened, openEntry, type ProjectionEntry } from '../service/projection/entry.ts'
export { type Reached, reached, type ReachedFailed } from '../service/projection/reached.ts'
