import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { TestContext } from 'node:test'
import {
  type Event,
  EventStore,
  type LogPage,
  need,
  type Position,
  type Read,
  type RecordedEvent,
  type StreamPage,
} from 'tenon'
import { bind } from 'tenon/bind'
import { NatsEventExecutor, type NatsStreamConfig } from 'tenon/nats'
import { events, gives, leastNeed, once } from '../../../semantics/stores.ts'
import { connectionTo, streamConfig } from '../../configs.ts'
import type { Series } from '../../servers/binaries.ts'
import { sharedServer } from '../../servers/shared.ts'

/** The least that any NATS config can grant. */
const modest = need(EventStore, { ...leastNeed.requires, max_event_bytes: 6_144, retention: 'bounded' })

/** The whole log. */
export const all = { streams: 'all', types: 'all' } as const

let fresh = 0

/** Returns a config of a JetStream stream that nothing else in this process uses. */
export const freshConfig = (stated: Partial<NatsStreamConfig> = {}): NatsStreamConfig => {
  fresh += 1
  return streamConfig(`T${fresh}`, stated)
}

/** Opens a store on a server of a series. It is closed after the test. */
export const openOn = async (
  t: TestContext,
  series: Series,
  config: NatsStreamConfig = freshConfig(),
): Promise<EventStore> => openAt(t, (await sharedServer(series)).url, config)

/** Opens a store on a server at an address. It is closed after the test. */
export const openAt = async (t: TestContext, url: string, config: NatsStreamConfig): Promise<EventStore> => {
  const binding = bind(modest, new NatsEventExecutor({ config, connection: connectionTo([url]) }), once)
  const { store } = gives(await binding.open(), 'opened')
  t.after(() => binding.close())
  return store
}

/** Opens a store over a connection of the test's own, which counts what is sent. */
export const openOver = async (
  t: TestContext,
  connection: NatsConnection,
  config: NatsStreamConfig,
): Promise<EventStore> => {
  const used = { connection, inboxPrefix: '_INBOX', requestMs: 2_000, patienceMs: 5_000 }
  const binding = bind(modest, new NatsEventExecutor({ config, connection: used }), once)
  const { store } = gives(await binding.open(), 'opened')
  t.after(() => binding.close())
  return store
}

/** Connects to a server of a series. The connection is closed after the test. */
export const connected = async (t: TestContext, series: Series): Promise<NatsConnection> => {
  const connection = await connect({ servers: (await sharedServer(series)).url })
  t.after(() => connection.close())
  return connection
}

/** Sends a request to JetStream's API, as an operator would. */
export const ask = async (connection: NatsConnection, verb: string, fields: object = {}): Promise<Answer> =>
  (await connection.request(`$JS.API.${verb}`, JSON.stringify(fields), { timeout: 10_000 })).json<Answer>()

/** The parts of answers of JetStream's API that tests check. */
export interface Answer {
  readonly error?: { readonly description: string }
  readonly success?: boolean
  readonly consumers?: readonly string[] | null
  readonly delivered?: { readonly stream_seq: number; readonly consumer_seq: number }
  readonly config?: { readonly opt_start_seq?: number }
  readonly paused?: boolean
  readonly state?: { readonly first_seq: number; readonly last_seq: number; readonly messages: number }
}

/** Returns the names of the existing consumers. */
export const consumers = async (connection: NatsConnection, { name }: NatsStreamConfig): Promise<readonly string[]> =>
  (await ask(connection, `CONSUMER.NAMES.${name}`)).consumers ?? []

/** Makes appends of these many events, and returns all events. */
export const fillBy = async (store: EventStore, stream: string, counts: readonly number[]): Promise<Event[]> => {
  const made = counts.map((count) => events(count))
  const appends = made.map((some) => store.append({ stream, expectedRevision: 'any', events: some }))
  for (const outcome of await Promise.all(appends)) gives(outcome, 'appended')
  return made.flat()
}

/** Appends this many events, one by one, in turn to the streams `many-0` to `many-49`. */
export const fillMany = async (store: EventStore, many: number, type = 'Happened'): Promise<void> => {
  const streams = Array.from({ length: 50 }, (_, i) => `many-${i}`)
  await Promise.all(
    streams.map(async (stream, i) => {
      for (let n = i; n < many; n += streams.length)
        gives(await store.append({ stream, expectedRevision: 'any', events: events(1, type) }), 'appended')
    }),
  )
}

/** Reads a stream to its end, page after page. */
export const readWhole = async (
  store: EventStore,
  read: Pick<Read, 'stream' | 'direction' | 'limit'>,
): Promise<readonly (readonly RecordedEvent[])[]> => {
  const pages: (readonly RecordedEvent[])[] = []
  for (let from: Read['from'] | 'done' = read.direction === 'forward' ? 'start' : 'end'; from !== 'done';) {
    const page: StreamPage = gives(await store.read({ ...read, from }), 'page')
    pages.push(page.events)
    from = page.next
  }
  return pages
}

/** Reads the whole log to its end, page after page. */
export const readLog = async (
  store: EventStore,
  read: { readonly filter?: Parameters<EventStore['read_all']>[0]['filter']; readonly limit?: number } = {},
): Promise<readonly LogPage[]> => {
  const { filter = all, limit = 1_000 } = read
  const pages: LogPage[] = []
  for (let after: Position | 'start' = 'start'; ;) {
    const page: LogPage = gives(await store.read_all({ after, filter, limit }), 'page')
    pages.push(page)
    if (page.caughtUp) return pages
    after = page.next
  }
}
