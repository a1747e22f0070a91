import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { connect, headers, type NatsConnection } from '@nats-io/transport-node'
import type { EventStore } from 'tenon'
import { bind } from 'tenon/bind'
import { NatsEventExecutor } from 'tenon/nats'
import { until } from '../../../../src/service/lab/time.ts'
import { gives, leastNeed, once } from '../../semantics/stores.ts'
import { connectionTo, streamConfig } from '../configs.ts'
import { nats } from '../servers/binaries.ts'
import { type Cluster, startCluster } from '../servers/cluster.ts'
import { dataOf, fails, opened, put } from '../stores.ts'

/** A JetStream stream on three servers, one of them of another release line. */
const config = streamConfig('orders', { replicas: 3, serverSync: 'interval' })
const mixed = {
  failure: 'misconfigured',
  effect: 'none',
  code: 'versions',
  says: /versions of different release lines/,
} as const

/** Appends until an outcome is of a given kind. */
const appends = async (store: EventStore, wanted: string): Promise<void> => {
  const seen = await until(async () => {
    const outcome = await put(store, 'a', wanted)
    return (outcome.kind === 'failed' ? outcome.failure : outcome.kind) === wanted
  }, 60_000)
  assert.equal(seen, 'holds', `no append was ${wanted}`)
}

describe('In a cluster of which one server is of 2.15 and two are of 2.10', nats, () => {
  let cluster: Cluster
  let operator: NatsConnection
  before(async () => {
    cluster = await startCluster({ series: ['2.15', '2.10', '2.10'], size: 3, gossip: true })
    operator = await connect({ servers: [...cluster.urls], maxReconnectAttempts: -1, reconnectTimeWait: 50 })
  })
  after(async () => {
    await operator.close()
    await cluster.stop()
  })

  const examined = async (level: string): Promise<readonly string[]> => {
    const executor = new NatsEventExecutor({ config, connection: connectionTo(cluster.urls) })
    const { findings } = gives(await bind(leastNeed, executor, once).examine(), 'examined')
    return findings.filter((finding) => finding.level === level).map(({ says }) => says)
  }

  test('a store opens and reads, and refuses appends until all servers run one line, and again when one does not', async (t) => {
    const [newer, older] = cluster.servers
    assert.ok(newer !== undefined && older !== undefined)
    const store = await opened(t, connectionTo([older.url], { patienceMs: 10_000 }), 'orders', config)
    fails(await put(store, 'a'), mixed)
    assert.deepEqual(
      gives(await store.read({ stream: 'a', from: 'start', direction: 'forward', limit: 1 }), 'no_stream'),
      {
        kind: 'no_stream',
      },
    )
    const wrong = await examined('wrong')
    assert.equal(
      wrong.filter((says) => /versions of different release lines: .*server-0 2\.1[1-9]/.test(says)).length,
      1,
    )
    await newer.kill()
    await appends(store, 'appended')
    await newer.restart()
    await appends(store, 'misconfigured')
    fails(await put(store, 'a'), mixed)
    assert.equal((await dataOf(store, 'a'))[0], 'appended')
  })

  test('doctor finds the copies that differ for good', async () => {
    assert.deepEqual(
      (await examined('wrong')).filter((says) => says.startsWith('The copies of')),
      [],
    )
    // The fault needs a leader of 2.10.
    const led = await until(async () => {
      if ((await cluster.leaderOf('orders')).version.startsWith('2.10.')) return true
      await operator.request('$JS.API.STREAM.LEADER.STEPDOWN.orders', '', { timeout: 5_000 })
      return false
    }, 60_000)
    assert.equal(led, 'holds')
    // Directly, without the store: of two messages for the same place, the leader refuses one.
    for (let i = 0; i < 20; i += 1) {
      const racing = ['a', 'b'].map((text) => {
        const fence = headers()
        fence.set('Nats-Expected-Last-Subject-Sequence', '0')
        return operator.request(`orders.race.${i}`, text, { headers: fence, timeout: 5_000 })
      })
      await Promise.all(racing)
    }
    const wrong = (await examined('wrong')).filter((says) => says.startsWith('The copies of'))
    assert.match(wrong.join(), /the last message of the server server-0 is [\d,]+, and that of the leader server-[12] /)
  })
})

test(
  'A store that is not told who joins appends again when the server of another line was updated meanwhile',
  nats,
  async (t) => {
    await using cluster = await startCluster({ series: ['2.10', '2.15', '2.15'], size: 3 })
    const [older, newer] = cluster.servers
    assert.ok(older !== undefined && newer !== undefined)
    const store = await opened(t, connectionTo([newer.url], { patienceMs: 10_000 }), 'orders', config)
    fails(await put(store, 'a'), mixed)
    await older.kill()
    await older.exchange('2.15')
    await older.restart()
    await cluster.ready()
    await appends(store, 'appended')
  },
)
