export type { Capability, Declared, Operation } from '../domain/capability/capability.ts'
export { capability } from '../domain/capability/declaration.ts'
export { describe, type Description } from '../domain/capability/describe.ts'
export {
  type Effect,
  type Evidence,
  type Failed,
  type FailureFacts,
  type Words,
  words,
} from '../domain/capability/failure.ts'
export type { Ladder, RungRule } from '../domain/capability/guarantee.ts'
export type { Limit } from '../domain/capability/limit.ts'
export { type Gap, type Grants, type Limits, type Need, need, type Requires } from '../domain/capability/need.ts'
export {
  type CallOptions,
  type FailedOf,
  type Fields,
  type Intent,
  type NameOfMany,
  type NameOfOne,
  type Outcome,
  statedFields,
  type Store,
} from '../domain/capability/outcome.ts'
export { check, type Schema, type Validated } from '../domain/capability/schema.ts'
// For declaring a capability of your own.
export { type CommonFailure, commonFailures, libraryFailures } from '../domain/vocabulary/failures.ts'
export { commonLadders } from '../domain/vocabulary/ladders.ts'
export type { Json, JsonInput, JsonText } from '../domain/data/json.ts'
export { AnyJson, WrittenJson } from '../domain/data/json-schema.ts'
export { Name, Prefix, Uuid } from '../domain/data/names.ts'
export { must, mustHave } from '../domain/data/schema-messages.ts'
// The capabilities of the library.
export type { ExpectedRevision, WrittenAppend } from '../domain/event/append.ts'
export type { Event, RecordedEvent, WrittenEvent } from '../domain/event/event.ts'
export type { EventStoreFailed } from '../domain/event/failure.ts'
export type { Append, Filter, ListStreams, Read, ReadAll, Subscribe } from '../domain/event/intent.ts'
export type {
  Ahead,
  Appended,
  AppendResult,
  CaughtUp,
  Conflict,
  EventItem,
  IdReused,
  Item,
  LogPage,
  NoStream,
  ReadAllResult,
  ReadResult,
  StreamPage,
  StreamsPage,
  Truncated,
} from '../domain/event/result.ts'
export {
  type EventIntent,
  type EventItems,
  type EventOutcome,
  EventStore,
  type EventStoreCapability,
  EventStoreFailure,
  type EventSubscription,
} from '../domain/event/store.ts'
export { category, type Position, type Revision } from '../domain/event/stream.ts'
export type { EntryRevision } from '../domain/key-value/entry.ts'
export type { KeyValueFailed } from '../domain/key-value/failure.ts'
export type { ExpectedEntry, Get, ListKeys, Put, Remove, Watch, WrittenPut } from '../domain/key-value/intent.ts'
export type {
  EntryAbsent,
  EntryConflict,
  EntryValue,
  GetResult,
  KeysPage,
  PutDone,
  PutResult,
  RemoveDone,
  RemovedItem,
  RemoveResult,
  ValueItem,
  WatchAhead,
  WatchCaughtUp,
  WatchItem,
  WatchTruncated,
} from '../domain/key-value/result.ts'
export {
  KeyValue,
  type KeyValueCapability,
  KeyValueFailure,
  type KeyValueIntent,
  type KeyValueOutcome,
  type KeyWatch,
  type WatchItems,
} from '../domain/key-value/store.ts'
export type { RunsFailed } from '../domain/runs/failure.ts'
export type { ListRuns, NamedRun } from '../domain/runs/intent.ts'
export type {
  DropResult,
  PauseResult,
  ResumeResult,
  RunAbsent,
  RunDropped,
  RunFound,
  RunIsLive,
  RunPaused,
  RunResumed,
  RunsPage,
  ShowResult,
} from '../domain/runs/result.ts'
export type { Run, RunOfProjection } from '../domain/runs/run.ts'
export { Runs, type RunsCapability, RunsFailure, type RunsIntent, type RunsOutcome } from '../domain/runs/store.ts'
// Living with events.
export {
  eventTypes,
  type EventOf,
  type EventTypes,
  joinEventTypes,
  type NewEventOf,
  type RecordedEventOf,
  type Schemas,
} from '../domain/event/types.ts'
export type { UnreadableEvent } from '../domain/event/versions/read.ts'
export type { UnfitType, WrittenType } from '../domain/event/versions/write.ts'
export { type Decider, decider, type DeciderParts, type Decision } from '../domain/decider/decider.ts'
export { handle } from '../domain/decider/handle.ts'
export type {
  Contended,
  Decided,
  DecidedEventOf,
  DeciderDefect,
  Handled,
  Handling,
  NothingDecided,
  Rejected,
  Repeated,
} from '../domain/decider/handled.ts'
export {
  type AtEvent,
  type DocumentParts,
  type DocumentProjection,
  documentProjection,
  type Projection,
  projection,
} from '../domain/projection/projection.ts'
