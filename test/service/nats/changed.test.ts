import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import type { EventStore } from 'tenon'
import { until } from '../../../src/service/lab/time.ts'
import { event, gives } from '../semantics/stores.ts'
import { nats } from './servers/binaries.ts'
import { type Server, startServer } from './servers/server.ts'
import { allOf, dataOf, fails, get, hasty, opened, put } from './stores.ts'

const managerOf = async ({ url }: Server, t: TestContext): Promise<JetStreamManager> => {
  const connection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 20 })
  t.after(() => connection.close())
  return jetstreamManager(connection)
}

/** Appends to a stream until an append is answered with an outcome of a kind. */
const appends = async (store: EventStore, kind: 'appended' | 'failed', data = 'x'): Promise<void> => {
  const seen = await until(async () => (await put(store, 'a', data)).kind === kind, 20_000)
  assert.equal(seen, 'holds', `no append was ${kind}`)
}

for (const series of ['2.10', '2.15'] as const) {
  describe(`A running store of ${series} whose JetStream stream an operator changes`, nats, () => {
    test('so that it deletes old events refuses appends after a reconnect, and goes on when that is mended', async (t) => {
      await using server = await startServer({ series })
      const store = await opened(t, hasty(server.url, { patienceMs: 10_000 }), 'orders')
      gives(await put(store, 'a', 'before'), 'appended')
      const manager = await managerOf(server, t)
      const { config } = await manager.streams.info('orders')
      await manager.streams.update('orders', { discard: 'old', max_msgs: 1_000 })
      await server.kill()
      await server.restart()
      await appends(store, 'failed')
      const says = /discard is "old", declared "new"\. Correct the config, or the JetStream stream/
      fails(await put(store, 'a'), { failure: 'misconfigured', effect: 'none', code: 'drift', says })
      assert.equal((await dataOf(store, 'a'))[0], 'before')
      await manager.streams.update('orders', config)
      await appends(store, 'appended')
    })

    test('so that there is more room goes on', async (t) => {
      await using server = await startServer({ series })
      const store = await opened(t, hasty(server.url, { patienceMs: 10_000 }), 'orders', { maxMsgs: 2 })
      for (const _ of [1, 2]) gives(await put(store, 'a'), 'appended')
      assert.equal(gives(await put(store, 'a'), 'failed').failure, 'full')
      await (await managerOf(server, t)).streams.update('orders', { max_msgs: 10 })
      await server.kill()
      await server.restart()
      for (const _ of [1, 2, 3]) gives(await put(store, 'a'), 'appended')
    })
  })

  test(
    `max_payload of a server of ${series} that is lowered refuses larger appends at once, and no more when it is raised`,
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
      const [first, ...others] = await Promise.all([
        store.append(lowered, call),
        ...['b', 'c', 'd'].map((stream) => put(store, stream, 'small')),
      ])
      fails(first, { ...refused, code: 'Maximum Payload Violation', says: /Maximum Payload Violation\. Correct/ })
      for (const other of others) gives(other, 'appended')
      fails(await put(store, 'a', large), {
        ...refused,
        code: 'InvalidArgumentError',
        says: /max_payload size exceeded/,
      })
      await server.reload('max_payload: 1048576')
      await appends(store, 'appended', large)
      assert.deepEqual(await dataOf(store, 'a'), ['before', large])
      assert.equal((await allOf(store)).length, 5)
      gives(await get(store, 'b'), 'page')
    },
  )
}
