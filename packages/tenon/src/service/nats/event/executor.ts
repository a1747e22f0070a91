import { check } from '../../../domain/capability/schema.ts'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { ReadAll } from '../../../domain/event/intent.ts'
import {
  type EventIntent,
  type EventItems,
  type EventOutcome,
  EventStore,
  type EventStoreCapability,
  type EventSubscription,
} from '../../../domain/event/store.ts'
import { follow } from '../../../domain/event/subscription.ts'
import type { Attempt, Closed, Examined, Examining, Executor, IfAbsent, Ready } from '../../binding/executor.ts'
import { NatsStreamConfig } from '../provision/stream-config.ts'
import { grants, limits } from './config.ts'
import { Connection } from '../connection/connection.ts'
import { connect, type Connected, unlessAborted } from '../connection/connect.ts'
import { NatsConnectionSettings } from '../connection/settings.ts'
import { UsedConnection } from '../connection/borrowed-connection.ts'
import { failures, found } from '../failure.ts'
import { EventApi } from './message/event-api.ts'
import type { Operation } from './message/failures.ts'
import { Appender } from './append/appender.ts'
import { MessageFetcher } from './read/fetch-messages.ts'
import { list } from './read/list-streams.ts'
import { LogReaderPool } from './read/log-reader-pool.ts'
import { StreamReader } from './read/stream-reader.ts'
import { SeenPosition } from './message/seen-position.ts'
import { examine } from '../provision/examine.ts'
import { provision } from '../provision/provision.ts'
import { Watch } from '../provision/watch.ts'

/** An open connection with its readers and its writer. */
interface Open {
  readonly connected: Connected
  readonly connection: Connection
  readonly watch: Watch
  readonly api: EventApi
  readonly appender: Appender
  readonly streams: StreamReader
  readonly readers: LogReaderPool
  /** The reads that are not answered yet. */
  readonly reading: Set<Promise<EventOutcome>>
}

/** Keeps events in a JetStream stream of NATS. Any number of processes may share the stream. */
export class NatsEventExecutor
  implements Executor<EventStoreCapability, ReturnType<typeof grants>>, Examining<EventStoreCapability>
{
  readonly capability: EventStoreCapability = EventStore
  readonly technology = Object.freeze({
    name: 'nats',
    packages: Object.freeze(['@nats-io/transport-node', '@nats-io/nats-core', '@nats-io/jetstream', 'nats']),
  })
  readonly grants: ReturnType<typeof grants>
  readonly limits: ReturnType<typeof limits>
  readonly failures = failures
  readonly config: NatsStreamConfig
  /** Private, so that printing an executor does not print a password. */
  readonly #settings: NatsConnectionSettings | UsedConnection
  #open: Open | undefined
  /** Fires when the store is closed. */
  readonly #closing = new AbortController()

  /** Checks the config and the settings and does nothing else. Throws a `TypeError` that names the invalid field. */
  constructor({
    config,
    connection,
  }: {
    readonly config: NatsStreamConfig
    readonly connection: NatsConnectionSettings | UsedConnection
  }) {
    const checked = check(NatsStreamConfig, config)
    if (!checked.fits) throw new TypeError(`NatsStreamConfig: ${checked.says}.`)
    this.config = checked.value
    this.#settings = checkedConnection(connection)
    this.grants = grants(checked.value)
    this.limits = limits(checked.value)
    Object.freeze(this)
  }

  async open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | EventStoreFailed> {
    if (attempt.aborted) return found('cancelled', 'open', 'cancelled before it began.', null)
    const closing = this.#closing.signal
    const connected = await this.#connect(AbortSignal.any([attempt.signal, closing]))
    if (connected.kind === 'failed') return closing.aborted ? this.#notOpen('open') : connected
    const connection = Connection.over(connected.client, this.#settings)
    const api = new EventApi(connection, this.config)
    const provisioned = await provision(connection, api, this.config, ifAbsent)
    if (provisioned.kind === 'failed' || closing.aborted || attempt.aborted) {
      connection.stop()
      await connected.release()
      return provisioned.kind === 'failed' ? provisioned : this.#notOpen('open')
    }
    const watch = Watch.on(connected, connection, api, this.config, provisioned.info)
    this.#open = this.#use(connected, connection, watch, api, provisioned.direct)
    return { kind: 'ready' }
  }

  execute(intent: EventIntent, attempt: Attempt): Promise<EventOutcome> {
    const open = this.#open
    if (open === undefined) return Promise.resolve(this.#notOpen(intent.kind))
    const ready = open.connection.up && (open.watch.ready || intent.kind !== 'append')
    return ready ? this.#send(open, intent, attempt) : this.#sendLater(open, intent, attempt)
  }

  /**
   * Waits until the connection is up, and for an append also until the servers have been asked for their versions.
   * Sending reports a connection that stays down.
   */
  async #sendLater({ connection, watch }: Open, intent: EventIntent, attempt: Attempt): Promise<EventOutcome> {
    await connection.waitUntilUp(this.#settings.patienceMs, attempt.signal)
    if (intent.kind === 'append' && !watch.ready) await unlessAborted(watch.seen, attempt.signal)
    if (this.#open === undefined) return this.#notOpen(intent.kind)
    if (attempt.aborted) return found('cancelled', intent.kind, 'cancelled before it was sent.', null)
    return this.#send(this.#open, intent, attempt)
  }

  #send(open: Open, intent: EventIntent, attempt: Attempt): Promise<EventOutcome> {
    switch (intent.kind) {
      case 'append':
        return open.appender.append(intent, attempt)
      case 'read':
        return this.#read(open, open.streams.read(intent))
      case 'read_all':
        return this.#read(open, open.readers.page(intent, attempt))
      case 'streams':
        return this.#read(open, list(open.api, this.config, intent))
      default:
        return intent satisfies never
    }
  }

  /** Remembers a read until its answer arrives. */
  #read({ reading }: Open, page: Promise<EventOutcome>): Promise<EventOutcome> {
    reading.add(page)
    return page.finally(() => reading.delete(page))
  }

  async *follow(intent: EventSubscription, attempt: Attempt): EventItems {
    const open = this.#open
    if (open === undefined) {
      yield this.#notOpen(intent.kind)
      return undefined
    }
    const reader = open.readers.begin(intent, intent.kind)
    const page = ({ limit }: ReadAll) => reader.page(limit, attempt)
    try {
      return yield* follow(intent, page, reader, attempt.signal)
    } finally {
      open.readers.end(reader)
    }
  }

  async examine(attempt: Attempt): Promise<Examined | EventStoreFailed> {
    if (attempt.aborted) return found('cancelled', 'open', 'cancelled before it began.', null)
    const connected = await this.#connect(attempt.signal)
    if (connected.kind === 'failed') return connected
    const connection = Connection.over(connected.client, this.#settings)
    const examined = await examine(connection, new EventApi(connection, this.config), this.config)
    connection.stop()
    await connected.release()
    return examined
  }

  async close(): Promise<Closed | EventStoreFailed> {
    const open = this.#open
    this.#open = undefined
    this.#closing.abort()
    if (open === undefined) return { kind: 'closed' }
    open.watch.end()
    open.connection.leave()
    await open.appender.close()
    await Promise.allSettled(open.reading)
    open.readers.close()
    await open.connection.settled()
    open.connection.stop()
    await open.connected.release()
    return { kind: 'closed' }
  }

  #use(connected: Connected, connection: Connection, watch: Watch, api: EventApi, direct: boolean): Open {
    const { config } = this
    const { requestMs, patienceMs } = this.#settings
    const seen = new SeenPosition()
    const fetcher = new MessageFetcher(connection, api, config, direct, requestMs)
    const appender = new Appender(config, connection, api, seen, patienceMs)
    return {
      connected,
      connection,
      watch,
      api,
      appender,
      streams: new StreamReader(api, config, fetcher, (stream) => appender.knownHead(stream)),
      readers: new LogReaderPool({ connection, api, config, patienceMs }, seen),
      reading: new Set(),
    }
  }

  #connect(signal: AbortSignal): Promise<Connected | EventStoreFailed> {
    return connect(this.#settings, `JetStream stream ${this.config.name}`, signal)
  }

  #notOpen(operation: Operation): EventStoreFailed {
    return found('closed', operation, `JetStream stream ${this.config.name} is not open.`, null)
  }
}

const checkedConnection = (
  connection: NatsConnectionSettings | UsedConnection,
): NatsConnectionSettings | UsedConnection => {
  const used = typeof connection === 'object' && connection !== null && 'connection' in connection
  const checked = used ? check(UsedConnection, connection) : check(NatsConnectionSettings, connection)
  if (!checked.fits) throw new TypeError(`${used ? 'UsedConnection' : 'NatsConnectionSettings'}: ${checked.says}.`)
  return checked.value
}
