import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  EventStore,
  type EventStoreFailed,
  type EventStoreFailure,
  type Json,
  type LogPage,
  need,
  type RecordedEvent,
} from 'tenon'
import { bind, type Binding } from 'tenon/bind'
import { type NatsConnectionSettings, NatsEventExecutor, type NatsStreamConfig, type UsedConnection } from 'tenon/nats'
import { until } from '../../../src/service/lab/time.ts'
import { event, gives, leastNeed, once } from '../semantics/stores.ts'
import { connectionTo, streamConfig } from './configs.ts'

/** What no failure may ever contain: all passwords, seeds and tokens of these tests contain it. */
export const SECRET = 'TOPSECRET'

/** The need that any config that keeps events can meet. */
const modest = need(EventStore, { ...leastNeed.requires, retention: 'bounded', max_event_bytes: 1_000 })

/** Returns settings of an impatient connection to one server, in which a test states only what it is about. */
export const hasty = (url: string, stated: Partial<NatsConnectionSettings> = {}): NatsConnectionSettings =>
  connectionTo([url], { requestMs: 5_000, patienceMs: 250, ...stated })

/** How a user of these tests authenticates. */
export const as = (user: string): Pick<NatsConnectionSettings, 'authentication'> => ({
  authentication: { kind: 'password', user, password: SECRET },
})

/** Returns a user in a server's configuration, with its permissions. */
export const user = (name: string, permissions = ''): string =>
  `{ user: "${name}", password: ${SECRET}${permissions === '' ? '' : `, permissions: { ${permissions} }`} }`

/** Binds a store to a JetStream stream of its name. It is closed after the test. */
export const bound = (
  t: TestContext,
  connection: NatsConnectionSettings | UsedConnection,
  name: string,
  stated: Partial<NatsStreamConfig> = {},
): Binding<typeof EventStore> => {
  const binding = bind(modest, new NatsEventExecutor({ config: streamConfig(name, stated), connection }), once)
  t.after(() => binding.close())
  return binding
}

/** Opens a store. It is closed after the test. */
export const opened = async (...given: Parameters<typeof bound>): Promise<EventStore> =>
  gives(await bound(...given).open(), 'opened').store

/** What a failure must be, and what its message must say. */
export interface Expected {
  readonly failure: EventStoreFailure
  readonly effect: EventStoreFailed['effect']
  readonly code: string
  readonly says: RegExp
}

/**
 * Asserts that an outcome is the expected failure, and that its message is fit for people: no secret, what to do, and
 * evidence.
 */
export const fails = (outcome: { readonly kind: string }, { failure, effect, code, says }: Expected): void => {
  const { failed } = { failed: gives(outcome, 'failed') as EventStoreFailed }
  const { evidence } = failed
  assert.deepEqual(
    { failure: failed.failure, effect: failed.effect, technology: evidence?.technology, code: evidence?.code },
    { failure, effect, technology: 'nats', code },
    failed.says,
  )
  assert.match(failed.says, says)
  assert.ok(failed.says.startsWith(`${failed.operation}: `))
  assert.ok(!JSON.stringify(failed).includes(SECRET), 'a failure told a secret')
}

/** Appends one event with some data, whatever the stream holds. */
export const put = (store: EventStore, stream: string, data: Json = null): ReturnType<EventStore['append']> =>
  store.append({ stream, expectedRevision: 'any', events: [event(data)] })

/** Reads a stream from its start. */
export const get = (store: EventStore, stream: string): ReturnType<EventStore['read']> =>
  store.read({ stream, from: 'start', direction: 'forward', limit: 100 })

/** Returns the data of a stream's events. The stream must exist. */
export const dataOf = async (store: EventStore, stream: string): Promise<readonly Json[]> =>
  gives(await get(store, stream), 'page').events.map(({ data }) => data)

/** Reads the whole log. */
export const getAll = (store: EventStore): ReturnType<EventStore['read_all']> =>
  store.read_all({ after: 'start', filter: { streams: 'all', types: 'all' }, limit: 1_000 })

/** Returns the events of the whole log, which must be readable. */
export const allOf = async (store: EventStore): Promise<readonly RecordedEvent[]> => {
  const page: LogPage = gives(await getAll(store), 'page')
  assert.ok(page.caughtUp)
  return page.events
}

/** Lists the streams. */
export const names = (store: EventStore): ReturnType<EventStore['streams']> =>
  store.streams({ prefix: '', after: null, limit: 100 })

/** Returns the first item of a subscription from the start that is not an event. */
export const follow = async (store: EventStore): Promise<{ readonly kind: string }> => {
  for await (const item of store.subscribe({ after: 'start', filter: { streams: 'all', types: 'all' } }))
    if (item.kind !== 'event') return item
  return assert.fail('a subscription ended without an item')
}

/** Reads in every way. Returns the outcomes by name. */
export const readings = async (
  store: EventStore,
  stream: string,
): Promise<{ readonly [way: string]: { readonly kind: string } }> => ({
  read: await get(store, stream),
  read_all: await getAll(store),
  streams: await names(store),
  subscribe: await follow(store),
})

/** Waits until an append to a stream succeeds again. */
export const recovered = async (store: EventStore, stream: string): Promise<void> => {
  assert.equal(await until(async () => (await put(store, stream, 'again')).kind === 'appended', 30_000), 'holds')
}
