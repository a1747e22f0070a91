import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { NatsEventExecutor } from 'tenon/nats'
import { until } from '../../../../src/service/lab/time.ts'
import { gives } from '../../semantics/stores.ts'
import { connectionTo, streamConfig } from '../configs.ts'
import { standStill } from '../faults/mended.ts'
import { nats } from '../servers/binaries.ts'
import { startServer } from '../servers/server.ts'
import { allOf, bound, dataOf, fails, follow, get, hasty, opened, put, readings, recovered } from '../stores.ts'

for (const series of ['2.10'] as const) {
  test(
    `A server of ${series} that is paused is timeout, unknown for an append, which is stored once at most`,
    nats,
    async (t) => {
      await using server = await startServer({ series })
      const store = await opened(t, hasty(server.url, { requestMs: 150, patienceMs: 150 }), 'orders')
      gives(await put(store, 'a', 'before'), 'appended')
      await standStill(server)
      const late = { failure: 'timeout', code: 'TIMEOUT', says: /did not answer in time\. Check whether/ } as const
      const [append, read] = await Promise.all([put(store, 'a', 'during'), get(store, 'a')])
      fails(append, { ...late, effect: 'unknown' })
      fails(read, { ...late, effect: 'none' })
      server.resume()
      await recovered(store, 'a')
      const data = await dataOf(store, 'a')
      assert.ok(data.filter((each) => each === 'during').length <= 1)
      assert.equal((await allOf(store)).length, data.length)
    },
  )

  test(
    `A server of ${series} that is killed is connection_lost for all, and is found again when it is back`,
    nats,
    async (t) => {
      await using server = await startServer({ series })
      const store = await opened(t, hasty(server.url), 'orders')
      gives(await put(store, 'a', 'before'), 'appended')
      await server.kill()
      assert.equal(await until(async () => (await get(store, 'a')).kind === 'failed', 10_000), 'holds')
      const says = /the connection to JetStream stream orders is broken\. Check the servers/
      const lost = { failure: 'connection_lost', effect: 'none', says, code: 'RequestError' } as const
      fails(await put(store, 'a', 'during'), lost)
      for (const outcome of Object.values(await readings(store, 'a'))) fails(outcome, lost)
      await server.restart()
      await recovered(store, 'a')
      assert.deepEqual((await dataOf(store, 'a')).slice(0, 2), ['before', 'again'])
      assert.equal((await follow(store)).kind, 'caught_up')
    },
  )
}

test('Stores that are closed while their server dies close, and nothing is thrown', nats, async (t) => {
  await using server = await startServer({ series: '2.10' })
  for (let round = 0; round < 3; round += 1) {
    const bindings = Array.from({ length: 10 }, () => bound(t, hasty(server.url), 'orders'))
    const stores = await Promise.all(bindings.map(async (binding) => gives(await binding.open(), 'opened').store))
    await Promise.all(stores.map((store) => follow(store)))
    const dying = server.kill()
    for (const binding of bindings) {
      assert.equal((await binding.close()).kind, 'closed')
      await new Promise((resolve) => setImmediate(resolve))
    }
    await dying
    await server.restart()
  }
})

describe('An executor', nats, () => {
  test('that is not open, or not any more, says closed', async () => {
    await using server = await startServer({ series: '2.10' })
    const executor = new NatsEventExecutor({ config: streamConfig('orders'), connection: connectionTo([server.url]) })
    const attempt = { aborted: false, signal: new AbortController().signal }
    const look = async () => {
      const intent = { kind: 'read', stream: 'a', from: 'start', direction: 'forward', limit: 1 } as const
      const { failure, effect } = gives(await executor.execute(intent, attempt), 'failed')
      assert.deepEqual([failure, effect], ['closed', 'none'])
    }
    await look()
    gives(await executor.open(attempt, 'make'), 'ready')
    gives(await executor.close(), 'closed')
    await look()
    assert.equal(gives(await executor.open(attempt, 'make'), 'failed').failure, 'closed')
  })

  test('uses a connection that it is given, leaves nothing on it, and does not close it', async (t) => {
    await using server = await startServer({ series: '2.10' })
    const connection = await connect({ servers: server.url })
    const used = { connection, inboxPrefix: '_INBOX', requestMs: 2_000, patienceMs: 250 }
    const before = await subscriptions(server.monitor('/connz?subs=1'))
    for (const n of [0, 1]) {
      const binding = bound(t, used, 'orders')
      const { store } = gives(await binding.open(), 'opened')
      assert.equal(gives(await put(store, 'a'), 'appended').revision, n)
      assert.equal((await follow(store)).kind, 'caught_up')
      await binding.close()
    }
    const drifted = await bound(t, used, 'orders', { maxMsgs: 10 }).open()
    assert.equal(gives(drifted, 'failed').failure, 'misconfigured')
    assert.equal(connection.isClosed(), false)
    await connection.flush()
    assert.deepEqual(await subscriptions(server.monitor('/connz?subs=1')), before)
    await (await jetstreamManager(connection)).streams.info('orders')
    await connection.close()
  })

  test('whose borrowed connection was closed by its owner says so', async (t) => {
    await using server = await startServer({ series: '2.10' })
    const connection = await connect({ servers: server.url })
    const used = { connection, inboxPrefix: '_INBOX', requestMs: 2_000, patienceMs: 250 }
    const store = await opened(t, used, 'orders')
    await connection.close()
    for (const outcome of [await put(store, 'a'), await get(store, 'a')])
      assert.deepEqual([gives(outcome, 'failed').failure, gives(outcome, 'failed').effect], ['connection_lost', 'none'])
    const again = await bound(t, used, 'orders').open()
    const says = /the connection that .* was given is closed\. Give it an open one/
    fails(again, { failure: 'connection_lost', effect: 'none', code: 'ClosedConnectionError', says })
  })
})

/** Returns the subscriptions of a server's connections. */
const subscriptions = async (told: Promise<unknown>): Promise<readonly string[]> => {
  // As the server names it.
  const { connections } = (await told) as {
    readonly connections: readonly { readonly subscriptions_list?: readonly string[] }[]
  }
  return connections.flatMap(({ subscriptions_list: list }) => list ?? [])
}
