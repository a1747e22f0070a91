import type { WrittenAppend } from '../../../../domain/event/append.ts'
import type { Attempt } from '../../../binding/executor.ts'
import type { Connection } from '../../connection/connection.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import type { EventApi } from '../message/event-api.ts'
import type { Head } from '../message/stream-history.ts'
import type { SeenPosition } from '../message/seen-position.ts'
import type { AppendAnswer, AppendContext } from './append-context.ts'
import { OneAppend } from './one-append.ts'
import { StreamHeads } from './stream-heads.ts'
import { StreamQueue } from './stream-queue.ts'

/** Makes all appends of one open store. */
export class Appender {
  readonly #context: AppendContext
  readonly #name: string
  #made = 0

  constructor(config: NatsStreamConfig, connection: Connection, api: EventApi, seen: SeenPosition, patienceMs: number) {
    const queue = new StreamQueue(config.subjectPrefix)
    const heads = new StreamHeads(api, patienceMs)
    this.#context = { config, connection, api, seen, patienceMs, queue, heads }
    this.#name = `${connection.uniqueName()}.`
  }

  append(intent: WrittenAppend, attempt: Attempt): Promise<AppendAnswer> {
    return new Promise((resolve) => {
      const { queue } = this.#context
      const lane = queue.lane(intent.stream)
      queue.enter(lane, new OneAppend(this.#context, lane, intent, attempt, this.#newId(), resolve))
    })
  }

  /** Returns the last known end of a stream. */
  knownHead(stream: string): Head | undefined {
    return this.#context.queue.knownHead(stream)
  }

  /** Closes the appends that have not been sent. Resolves when those that were sent have their outcomes too. */
  close(): Promise<void> {
    return this.#context.queue.close()
  }

  /** Returns an id that no other append has. */
  #newId(): string {
    this.#made += 1
    return this.#name + this.#made.toString(36)
  }
}
