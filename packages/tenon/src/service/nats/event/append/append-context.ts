import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { AppendResult } from '../../../../domain/event/result.ts'
import type { Connection } from '../../connection/connection.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import type { EventApi } from '../message/event-api.ts'
import type { SeenPosition } from '../message/seen-position.ts'
import type { StreamHeads } from './stream-heads.ts'
import type { StreamQueue } from './stream-queue.ts'

/** The outcome of an append. */
export type AppendAnswer = AppendResult | EventStoreFailed

/** What the appends of one open store share. */
export interface AppendContext {
  readonly config: NatsStreamConfig
  readonly connection: Connection
  readonly api: EventApi
  readonly seen: SeenPosition
  readonly patienceMs: number
  readonly queue: StreamQueue
  readonly heads: StreamHeads
}
