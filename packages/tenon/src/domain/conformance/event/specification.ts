import { EventStore, type EventStoreCapability } from '../../event/store.ts'
import type { Specification } from '../specification.ts'
import { casesFor } from './cases.ts'
import { laws } from './laws.ts'
import { tasks } from './tasks.ts'

/** What every binding of an event store must keep. */
export const eventSpecification: Specification<EventStoreCapability> = Object.freeze({
  capability: EventStore,
  laws,
  cases: casesFor,
  tasks,
  // Its own cases prove more than the kit could derive.
  subjects: Object.freeze([]),
  samples: Object.freeze({}),
})
