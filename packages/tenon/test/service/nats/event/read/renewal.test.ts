import assert from 'node:assert/strict'
import { cp, rm } from 'node:fs/promises'
import { suite, test, type TestContext } from 'node:test'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Event, EventStore, Item } from 'tenon'
import type { NatsStreamConfig } from 'tenon/nats'
import type { EventStoreFailed } from '../../../../../src/domain/event/failure.ts'
import { until, within } from '../../../../../src/service/lab/time.ts'
import { folderFor, gives, ids } from '../../../semantics/stores.ts'
import { allSeries, nats } from '../../servers/binaries.ts'
import { startCluster } from '../../servers/cluster.ts'
import { startServer } from '../../servers/server.ts'
import { sharedServer } from '../../servers/shared.ts'
import { all, ask, connected, consumers, fillBy, freshConfig, openAt, openOn, openOver } from './stores.ts'

/** The milliseconds after which a subscription that has not gone on by itself never will. */
const PATIENCE = 30_000

type Items = AsyncIterator<Item | EventStoreFailed>

suite('a subscription whose consumer is lost', nats, () => {
  for (const series of allSeries)
    test(`on ${series} does not have the server search again what its reader was told of`, async (t) => {
      const config = freshConfig()
      const [connection, operator] = await Promise.all([connected(t, series), connected(t, series)])
      const [store, other] = await Promise.all([openOver(t, connection, config), openOn(t, series, config)])
      await fillBy(other, 'a-1', [1])
      await fillBy(other, 'b-1', ones(50))
      const items = store.subscribe({ after: 'start', filter: { streams: { prefix: 'a-' }, types: 'all' } })
      await catchUp(items)
      const next = items.next()
      const first = await consumerOf(operator, config)
      await ask(operator, `CONSUMER.DELETE.${config.name}.${first}`)
      const second = await consumerOf(operator, config, first)
      const { config: made } = await ask(operator, `CONSUMER.INFO.${config.name}.${second}`)
      assert.equal(made?.opt_start_seq, 52)
      assert.deepEqual(ids(await appended(other)), [eventIn(await next).id])
      await items.return?.()
    })

  test('and whose log goes back to where its reader is skips nothing, whatever the server had searched', async (t) => {
    await using server = await startServer({ series: '2.15' })
    const config = freshConfig()
    const connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 })
    t.after(() => connection.close())
    const answers = (): Promise<boolean> =>
      connection.request(`$JS.API.STREAM.INFO.${config.name}`, '', { timeout: 250 }).then(
        () => true,
        () => false,
      )
    const there = async (): Promise<void> => assert.equal(await until(answers, PATIENCE), 'holds')
    const backup = await folderFor(t)
    await fillBy(await openAt(t, server.url, config), 'a-1', ones(3))
    await server.kill()
    await cp(server.folder, backup, { recursive: true })
    await server.restart()
    await there()
    const items = (await openOver(t, connection, config)).subscribe({
      after: 'start',
      filter: { streams: { prefix: 'a-' }, types: 'all' },
    })
    await catchUp(items)
    const next = items.next()
    await fillBy(await openAt(t, server.url, config), 'b-1', ones(20))
    // The server reports from time to time how far it has searched. The first of two reports may have been on its way
    // before.
    const before = connection.stats().inMsgs
    assert.equal(await until(async () => connection.stats().inMsgs >= before + 2, PATIENCE), 'holds')
    await server.kill()
    await rm(server.folder, { recursive: true })
    await cp(backup, server.folder, { recursive: true })
    await server.restart()
    await there()
    const [late] = await appended(await openAt(t, server.url, config))
    const step = await within(next, PATIENCE)
    assert.ok(step !== 'late', 'nothing came')
    assert.equal(eventIn(step).id, late?.id)
    await items.return?.()
  })
})

suite('a consumer that begins too early, as on a server that lags', nats, () => {
  for (const series of allSeries) {
    test(`on ${series} is no reason to tell a reader that the log is behind it`, async (t) => {
      const { url } = await sharedServer(series)
      await neverAhead(t, [url], freshConfig())
    })

    test(`on ${series} shows that another log is where a reader has read`, async (t) => {
      const config = freshConfig({ denyDelete: false, denyPurge: false })
      const { url } = await sharedServer(series)
      const operator = await connected(t, series)
      const wire = await meddled(t, [url])
      const store = await openOver(t, wire.connection, config)
      await fillBy(store, 'a-1', ones(6))
      const items = store.subscribe({ after: 'start', filter: all })
      await catchUp(items)
      const next = items.next()
      await consumerOf(operator, config)
      // Until the other log is longer, so that its end proves nothing.
      wire.hold()
      await ask(operator, `STREAM.DELETE.${config.name}`)
      await fillBy(await openAt(t, url, config), 'a-1', ones(8))
      wire.lower(1)
      assert.deepEqual((await next).value, { kind: 'ahead', head: 8_000 })
      assert.equal(wire.lowered, 1)
    })
  }

  test('is no reason to tell a reader that the log is behind it where the last message that it read was removed', async (t) => {
    const config = freshConfig({ denyDelete: false })
    const [{ url }, operator] = await Promise.all([sharedServer('2.15'), connected(t, '2.15')])
    const wire = await meddled(t, [url])
    const store = await openOver(t, wire.connection, config)
    await fillBy(store, 'a-1', ones(6))
    const items = store.subscribe({ after: 'start', filter: all })
    await catchUp(items)
    const next = items.next()
    const name = await consumerOf(operator, config)
    assert.ok((await ask(operator, `STREAM.MSG.DELETE.${config.name}`, { seq: 6 })).success)
    wire.lower(2)
    await ask(operator, `CONSUMER.DELETE.${config.name}.${name}`)
    assert.equal(await until(async () => wire.lowered === 1, PATIENCE), 'holds')
    const [late] = await fillBy(store, 'b-1', [1])
    assert.equal(eventIn(await next).id, late?.id)
    await items.return?.()
  })

  test('in a cluster of three is no reason to tell a reader that the log is behind it', async (t) => {
    await using cluster = await startCluster({ series: '2.10', size: 3 })
    await neverAhead(t, cluster.urls, freshConfig({ replicas: 3 }))
  })
})

suite('a subscription whose consumer an operator pauses', nats, () => {
  test('goes on by itself', async (t) => {
    const config = freshConfig()
    const [store, operator] = await Promise.all([openOn(t, '2.15', config), connected(t, '2.15')])
    await fillBy(store, 'a-1', [3])
    const items = store.subscribe({ after: 'start', filter: { streams: { prefix: 'a-' }, types: 'all' } })
    await catchUp(items)
    const next = items.next()
    const name = await consumerOf(operator, config)
    const pause = { pause_until: new Date(Date.now() + 10 * PATIENCE).toISOString() }
    assert.ok((await ask(operator, `CONSUMER.PAUSE.${config.name}.${name}`, pause)).paused)
    const [late] = await appended(store)
    const step = await within(next, PATIENCE)
    assert.ok(step !== 'late', 'nothing came')
    assert.equal(eventIn(step).id, late?.id)
    await items.return?.()
  })
})

/**
 * Lets consumers of a store begin too early, for a reader that has read something and for others that have not, and
 * asserts that they go on.
 */
const neverAhead = async (t: TestContext, urls: readonly string[], config: NatsStreamConfig): Promise<void> => {
  const operator = await connect({ servers: [...urls] })
  t.after(() => operator.close())
  const wire = await meddled(t, urls)
  const store = await openOver(t, wire.connection, config)
  const made = await fillBy(store, 'a-1', ones(6))
  const items = store.subscribe({ after: 'start', filter: all })
  await catchUp(items)
  for (let back = 1; back <= 3; back += 1) {
    const next = items.next()
    const name = await consumerOf(operator, config)
    wire.lower(back)
    await ask(operator, `CONSUMER.DELETE.${config.name}.${name}`)
    assert.equal(await until(async () => wire.lowered === back, PATIENCE), 'holds')
    const [late] = await appended(store)
    assert.equal(eventIn(await next).id, late?.id)
    gives((await items.next()).value ?? assert.fail('it ended'), 'caught_up')
    made.push(...(late === undefined ? [] : [late]))
  }
  await items.return?.()
  // A place that was only stated: its message arrives again, and the one before it is too early.
  wire.lower(2)
  const beginning = store.subscribe({ after: 5_000, filter: all })
  for (const { id } of made.slice(5)) assert.equal(eventIn(await beginning.next()).id, id)
  await beginning.return?.()
  wire.lower(2)
  const page = gives(await store.read_all({ after: 5_000, filter: all, limit: 100 }), 'page')
  assert.deepEqual(ids(page.events), ids(made.slice(5)))
  assert.equal(wire.lowered, 5)
}

/** Appends one event. */
const appended = (store: EventStore): Promise<Event[]> => fillBy(store, 'a-1', [1])

/** Makes this many appends of one event. */
const ones = (many: number): readonly number[] => Array.from({ length: many }, () => 1)

/** A wire to servers that changes the requested consumers. */
interface Wire {
  readonly connection: NatsConnection
  /** How many consumers were made to begin too early. */
  readonly lowered: number
  /** Prevents consumers from being made. */
  hold(): void
  /** Allows the next consumer, and lets it begin this much earlier. */
  lower(by: number): void
}

const meddled = async (t: TestContext, urls: readonly string[]): Promise<Wire> => {
  const connection = await connect({ servers: [...urls] })
  t.after(() => connection.close())
  let lowered = 0
  let by = 0
  let held = false
  const publish: NatsConnection['publish'] = (subject, payload, options) => {
    if (!subject.startsWith('$JS.API.CONSUMER.CREATE.')) return connection.publish(subject, payload, options)
    if (held) return
    const asked = String(payload instanceof Uint8Array ? Buffer.from(payload) : payload)
    const text = asked.replace(/(?<="opt_start_seq":)\d+/, (begin) => String(Math.max(1, Number(begin) - by)))
    if (by > 0) lowered += 1
    by = 0
    connection.publish(subject, text, options)
  }
  return {
    connection: new Proxy(connection, {
      get: (whole, key) => {
        const value: unknown = key === 'publish' ? publish : Reflect.get(whole, key)
        return typeof value === 'function' ? value.bind(whole) : value
      },
    }),
    get lowered() {
      return lowered
    },
    hold: () => {
      held = true
    },
    lower: (count) => {
      held = false
      by = count
    },
  }
}

/** Reads a subscription until it has caught up. */
const catchUp = async (items: Items): Promise<void> => {
  for (let kind = 'event'; kind !== 'caught_up';) {
    const { value } = await items.next()
    kind = (value ?? assert.fail('it ended')).kind
    assert.ok(kind === 'event' || kind === 'caught_up', JSON.stringify(value))
  }
}

const eventIn = ({ value }: IteratorResult<Item | EventStoreFailed, undefined>): Event =>
  gives(value ?? assert.fail('it ended'), 'event').event

/** Waits until the only consumer of a JetStream stream is another one than before. */
const consumerOf = async (connection: NatsConnection, config: NatsStreamConfig, before = ''): Promise<string> => {
  let found = ''
  const there = async (): Promise<boolean> => {
    const names = await consumers(connection, config)
    found = names[0] ?? ''
    return names.length === 1 && found !== before
  }
  assert.equal(await until(there, PATIENCE), 'holds')
  return found
}
