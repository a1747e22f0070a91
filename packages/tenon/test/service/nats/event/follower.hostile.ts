import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { until, within } from '../../../../src/service/lab/time.ts'
import { event, gives } from '../../semantics/stores.ts'
import { connectionTo } from '../configs.ts'
import { standStill } from '../faults/mended.ts'
import { nats } from '../servers/binaries.ts'
import { type Cluster, startCluster } from '../servers/cluster.ts'
import type { Server } from '../servers/server.ts'
import { bound, dataOf, get, opened, put } from '../stores.ts'

const replicated = { replicas: 3 } as const

describe('In a cluster of which servers have just been lost', nats, () => {
  let cluster: Cluster
  let leader: Server
  let others: readonly Server[]
  before(async () => {
    cluster = await startCluster({ series: '2.15', size: 3 })
  })
  after(() => cluster.stop())

  /** Makes a JetStream stream, and finds its leader. */
  const made = async (t: Parameters<typeof opened>[0], name: string): Promise<void> => {
    const store = await opened(t, connectionTo(cluster.urls), name, replicated)
    gives(await put(store, 'a', 'before'), 'appended')
    leader = await cluster.leaderOf(name)
    others = cluster.others(leader)
  }

  afterEach(async () => {
    for (const server of cluster.servers) server.resume()
    await cluster.ready()
  })

  test('a store opens and reads without waiting for the one that is lost, and closes while it is still asked', async (t) => {
    await made(t, 'opening')
    const [lost] = others
    assert.ok(lost !== undefined)
    await standStill(lost)
    // A call that waits for the lost server exceeds the deadline.
    const patient = connectionTo([leader.url], { requestMs: 60_000, patienceMs: 60_000 })
    const binding = bound(t, patient, 'opening', replicated)
    const { store } = gives(await binding.open(), 'opened')
    assert.deepEqual(await dataOf(store, 'a'), ['before'])
    const held = put(store, 'a', 'held')
    assert.deepEqual(await within(binding.close(), 20_000), { kind: 'closed' })
    const outcome = await held
    if (outcome.kind === 'failed') assert.deepEqual([outcome.failure, outcome.effect], ['closed', 'none'])
  })

  test('a larger append that was taken before max_payload was lowered is not told that it has no effect', async (t) => {
    await made(t, 'lowered')
    const store = await opened(t, connectionTo([leader.url], { patienceMs: 20_000 }), 'lowered', replicated)
    gives(await put(store, 'b', 'before'), 'appended')
    await Promise.all(others.map(standStill))
    const large = 'x'.repeat(9_000)
    const append = (stream: string, data: string) =>
      store.append({ stream, expectedRevision: 'any', events: [event(data)] }, { signal: null, deadlineMs: 25_000 })
    const bytes = await bytesIn(leader)
    const first = append('b', large)
    assert.equal(await until(async () => (await bytesIn(leader)) > bytes + large.length, 10_000), 'holds')
    await leader.reload(`${leader.config}\nmax_payload: 2000`)
    const [larger] = await Promise.all([first, append('c', 'y'.repeat(5_000))])
    for (const server of others) server.resume()
    const stored = async (stream: string): Promise<boolean> => {
      const page = await get(store, stream)
      return page.kind === 'page' && page.events.some(({ data }) => data === large)
    }
    await until(() => stored('b'), 10_000)
    assert.ok(await stored('b'), 'the followers did not take what the leader had')
    if (larger.kind === 'failed') assert.equal(larger.effect, 'unknown')
    await leader.reload(leader.config.replace('\nmax_payload: 2000', ''))
  })
})

/** Returns how many bytes clients have sent to a server. */
const bytesIn = async (server: Server): Promise<number> =>
  // As the server names it.
  ((await server.monitor('/varz')) as { readonly in_bytes: number }).in_bytes
