import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect as dial } from '@nats-io/transport-node'
import type { EventStore } from 'tenon'
import { until } from '../../../../src/service/lab/time.ts'
import { JetStreamApi } from '../../../../src/service/nats/connection/jetstream-api.ts'
import { Connection } from '../../../../src/service/nats/connection/connection.ts'
import { connect } from '../../../../src/service/nats/connection/connect.ts'
import { declared } from '../../../../src/service/nats/provision/declared.ts'
import { provision } from '../../../../src/service/nats/provision/provision.ts'
import { Watch } from '../../../../src/service/nats/provision/watch.ts'
import { streamConfig } from '../configs.ts'
import { event, gives } from '../../semantics/stores.ts'
import { nats } from '../servers/binaries.ts'
import { type Server, startServer } from '../servers/server.ts'
import { dataOf, fails, get, hasty, opened, put } from '../stores.ts'

/** Changes settings of a JetStream stream, as an operator does. */
const change = async ({ url }: Server, name: string, settings: object): Promise<void> => {
  const connection = await dial({ servers: url })
  const manager = await jetstreamManager(connection)
  await manager.streams.update(name, settings)
  await connection.close()
}

test('How many servers keep each event is what the JetStream stream says whenever it is looked at', nats, async (t) => {
  await using server = await startServer({ series: '2.15' })
  const settings = hasty(server.url)
  const config = streamConfig('orders')
  const connected = await connect(settings, 'orders', new AbortController().signal)
  assert.ok(connected.kind === 'connected')
  const connection = Connection.over(connected.client, settings)
  const api = new JetStreamApi(connection, config)
  const made = await provision(connection, api, config, 'make')
  assert.ok(made.kind === 'provisioned')
  assert.equal(api.replicas, 1)
  const info = { ...made.info, config: { ...Object(made.info.config), num_replicas: 3 } }
  const watch = Watch.on(connected, connection, api, config, info)
  t.after(async () => {
    watch.end()
    connection.stop()
    await connected.release()
  })
  assert.equal(api.replicas, 3)
  assert.equal(await api.led('read'), false)
  connected.reconnect()
  assert.equal(await until(async () => api.replicas === 1, 10_000), 'holds')
  assert.equal(await api.led('read'), true)
})

test(
  'Appends that servers of different lines bar stay barred while the JetStream stream has no leader',
  nats,
  async (t) => {
    await using server = await startServer({ series: '2.15' })
    const settings = hasty(server.url)
    const config = streamConfig('orders', { replicas: 3 })
    const connected = await connect(settings, 'orders', new AbortController().signal)
    assert.ok(connected.kind === 'connected')
    const connection = Connection.over(connected.client, settings)
    const evidence = { technology: 'nats', code: 'versions', message: '' } as const
    connection.writeBlock = { evidence, refused: () => undefined }
    const info = { config: { ...declared(config), metadata: {} }, cluster: { leader: '', replicas: [] } }
    const watch = Watch.on(connected, connection, new JetStreamApi(connection, config), config, info)
    t.after(async () => {
      watch.end()
      connection.stop()
      await connected.release()
    })
    await watch.seen
    assert.equal(connection.writeBlock?.evidence, evidence)
  },
)

test(
  'A store whose server is exchanged for one that removes events when full refuses appends, and reads',
  nats,
  async (t) => {
    await using server = await startServer({ series: '2.10' })
    const connection = hasty(server.url, { patienceMs: 10_000 })
    const store = await opened(t, connection, 'orders', { maxBytes: 1_000_000 })
    gives(await put(store, 'a', 'before'), 'appended')
    await server.kill()
    await server.exchange('2.9')
    await server.restart()
    await appends(store, 'misconfigured')
    const says = /servers before 2\.10 remove the oldest events when no room is left/
    fails(await put(store, 'a'), { failure: 'misconfigured', effect: 'none', code: 'server', says })
    assert.equal((await dataOf(store, 'a'))[0], 'before')
  },
)

/** Appends to a stream until an append is stored, or is refused with `misconfigured`. */
const appends = async (store: EventStore, wanted: 'appended' | 'misconfigured', data = 'x'): Promise<void> => {
  const seen = await until(async () => {
    const outcome = await put(store, 'a', data)
    return (outcome.kind === 'failed' ? outcome.failure : outcome.kind) === wanted
  }, 60_000)
  assert.equal(seen, 'holds', `no append was ${wanted}`)
}

for (const series of ['2.10', '2.15'] as const) {
  describe(`A running store of ${series} whose JetStream stream an operator changes`, nats, () => {
    test('so that it deletes old events refuses appends after a reconnect, and goes on when that is mended', async (t) => {
      await using server = await startServer({ series })
      const store = await opened(t, hasty(server.url, { patienceMs: 10_000 }), 'orders')
      gives(await put(store, 'a', 'before'), 'appended')
      await change(server, 'orders', { discard: 'old', max_msgs: 1_000 })
      await server.kill()
      await server.restart()
      await appends(store, 'misconfigured')
      const says = /discard is "old", declared "new"\. Correct the config, or the JetStream stream/
      fails(await put(store, 'a'), { failure: 'misconfigured', effect: 'none', code: 'drift', says })
      assert.equal((await dataOf(store, 'a'))[0], 'before')
      await change(server, 'orders', { discard: 'new', max_msgs: -1 })
      await appends(store, 'appended')
    })

    test('so that there is more room goes on', async (t) => {
      await using server = await startServer({ series })
      const store = await opened(t, hasty(server.url, { patienceMs: 10_000 }), 'orders', { maxMsgs: 2 })
      for (const _ of [1, 2]) gives(await put(store, 'a'), 'appended')
      assert.equal(gives(await put(store, 'a'), 'failed').failure, 'full')
      await change(server, 'orders', { max_msgs: 10 })
      await server.kill()
      await server.restart()
      for (const _ of [1, 2, 3]) gives(await put(store, 'a'), 'appended')
    })
  })

  test(
    `max_payload of a server of ${series} that is lowered refuses larger appends, and no more when it is raised`,
    nats,
    async (t) => {
      await using server = await startServer({ series })
      const store = await opened(t, hasty(server.url, { patienceMs: 20_000 }), 'orders')
      gives(await put(store, 'a', 'before'), 'appended')
      await server.reload('max_payload: 2000')
      const large = 'x'.repeat(5_000)
      const refused = { failure: 'misconfigured', effect: 'none' } as const
      const call = { signal: null, deadlineMs: 4_000 }
      const lowered = { stream: 'a', expectedRevision: 'any', events: [event(large)] } as const
      const streams = ['b', 'c', 'd']
      const [first, ...others] = await Promise.all([
        store.append(lowered, call),
        ...streams.map((stream) => put(store, stream, 'small')),
      ])
      // The server accepted or refused it, and nothing on the connection shows which. It is not sent again, so the
      // store does not wait until patience runs out.
      fails(first, { failure: 'connection_lost', effect: 'unknown', code: 'RequestError', says: /is broken/ })
      await until(async () => (await get(store, 'a')).kind === 'page', 10_000)
      // The server closed the connection that these used too.
      for (const [i, other] of others.entries()) {
        const { kind } = await get(store, streams[i] ?? '')
        assert.equal(kind, other.kind === 'appended' ? 'page' : 'no_stream')
        if (other.kind === 'failed') assert.equal(other.effect, 'none')
      }
      fails(await put(store, 'a', large), {
        ...refused,
        code: 'InvalidArgumentError',
        says: /max_payload size exceeded/,
      })
      await server.reload('max_payload: 1048576')
      await appends(store, 'appended', large)
      assert.deepEqual(await dataOf(store, 'a'), ['before', large])
    },
  )
}
