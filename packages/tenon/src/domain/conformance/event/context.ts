import type { EventStoreCapability } from '../../event/store.ts'
import type { CaseContext, Task, TaskContext, Unopened } from '../context.ts'

/** Everything that a case of an event store can use. */
export interface EventContext extends CaseContext<EventStoreCapability> {}

/** What a task of an event store can use. */
export interface EventTaskContext extends TaskContext<EventStoreCapability> {}

/** Work on an event store that another process does. */
export interface EventTask extends Task<EventStoreCapability> {}

/** A binding of an event store that is not open. */
export type UnopenedStore = Unopened<EventStoreCapability>
