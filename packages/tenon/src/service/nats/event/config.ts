import type { Limits, Offered } from '../../../domain/capability/need.ts'
import type { EventStoreCapability } from '../../../domain/event/store.ts'
import { forgets, type NatsStreamConfig } from '../provision/stream-config.ts'

/** Returns what an event store on a stream with this config promises. */
export const grants = (config: NatsStreamConfig) =>
  Object.freeze({
    atomicity: 'stream',
    order: 'global',
    dedupe: 'expected',
    durability: durabilityOf(config),
    replication: config.replicas === 1 ? 'single' : 'quorum',
    reach: 'network',
    retention: retentionOf(config),
  } as const satisfies Offered<EventStoreCapability>)

/** Returns what an event store on a stream with this config promises in numbers. */
export const limits = ({ maxMsgSize }: NatsStreamConfig): Limits<EventStoreCapability> =>
  Object.freeze({
    max_event_bytes: maxMsgSize - AROUND_ONE_EVENT,
    max_events_per_append: 1_000,
    dedupe_window_ms: 0,
  })

/**
 * The most bytes of a message of one event beside its data and metadata: the headers, the id of the append, and the
 * event's id and type in JSON.
 */
const AROUND_ONE_EVENT = 2_048

const durabilityOf = ({ storage, serverSync }: NatsStreamConfig) =>
  storage === 'memory' ? 'none' : serverSync === 'always' ? 'power_loss' : 'process_crash'

const retentionOf = (config: NatsStreamConfig) => {
  switch (config.retention) {
    case 'limits':
      return forgets(config) ? 'bounded' : 'forever'
    case 'interest':
      return 'nothing: until_consumed. With retention interest the server deletes what its consumers have acknowledged, and stores nothing while it has no consumer; keep events with retention limits'
    case 'workqueue':
      return 'nothing: until_consumed. With retention workqueue the server deletes what was acknowledged, so that nothing can be read twice; keep events with retention limits'
    default:
      return config.retention satisfies never
  }
}
