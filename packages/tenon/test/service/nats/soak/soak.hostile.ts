import { setTimeout as wait } from 'node:timers/promises'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { EventStore } from 'tenon'
import { randomFrom } from '../../../../src/domain/conformance/given/random.ts'
import { now } from '../../../../src/service/lab/time.ts'
import { streamConfig } from '../configs.ts'
import { allSeries, nats, type Series } from '../servers/binaries.ts'
import { type Cluster, startCluster } from '../servers/cluster.ts'
import { startServer } from '../servers/server.ts'
import { cutOff, killed, paused, shuffled, wiresCut, withoutQuorum } from './disturbances.ts'
import { Drip, followers, judge } from './followers.ts'
import { opened, PATIENCE_MS, PATIENT, seedOf, type Soaked, soak } from './soak.ts'
import { wholeLog } from './verdict.ts'

const clustered: readonly Series[] = ['2.10', '2.15']

describe('No answered append is lost, none is doubled, and the answers could have been so', nats, () => {
  for (const series of allSeries)
    test(`by one server of ${series} that is killed and paused, and whose clients are cut off`, async (t) => {
      await using server = await startServer({ series })
      const one: Soaked = {
        config: streamConfig('one'),
        servers: [server],
        leader: async () => server,
        ready: async () => undefined,
      }
      await soak(t, one, (draw) => shuffled([killed, paused, wiresCut, killed], draw))
    })
})

for (const series of clustered)
  describe(
    `A cluster of three of ${series} loses no answered append, doubles none, and answers what could have been so`,
    nats,
    () => {
      let cluster: Cluster
      before(async () => {
        cluster = await startCluster({ series, size: 3, partitionable: true, syncAlways: series === '2.15' })
      })
      after(() => cluster.stop())

      test('while its leader is killed', (t) => soak(t, soaked(cluster, 'killed'), () => [killed]))

      test('while its leader is paused and resumed, again and again', (t) =>
        soak(t, soaked(cluster, 'paused'), () => [paused, paused]))

      test('while its leader is cut off from the others and still answers its clients', (t) =>
        soak(t, soaked(cluster, 'apart'), () => [cutOff(cluster)]))

      test('while the wires to its clients are cut at every point', (t) =>
        soak(t, soaked(cluster, 'wires'), () => [wiresCut]))

      test('while it has no quorum for 20 s', (t) => soak(t, soaked(cluster, 'quorum'), () => [withoutQuorum]))

      test('while all of this happens, in an order that is drawn', (t) =>
        soak(t, soaked(cluster, 'all'), (draw) => shuffled([killed, paused, cutOff(cluster), wiresCut], draw)))

      test('and its subscriptions skip nothing and double nothing meanwhile', (t) => followed(t, cluster))
    },
  )

describe('50 subscriptions skip nothing, double nothing, and go on', nats, () => {
  for (const series of allSeries)
    test(`on one server of ${series} that is killed again and again`, async (t) => {
      await using server = await startServer({ series })
      await using stores = new AsyncDisposableStack()
      const open = async (name: string): Promise<EventStore> =>
        (await opened(stores, streamConfig('followed'), name, [server.url], PATIENT, PATIENCE_MS)).store
      const all = followers([await open('a'), await open('b'), await open('c')], 50)
      const store = await open('writers')
      const drip = new Drip([store])
      t.after(() => drip.stop())
      for (let kill = 1; kill <= 4; kill += 1) {
        await drip.flows(500)
        await Promise.all(all.map((one) => one.heard(0)))
        await server.kill()
        // Some servers are back at once, and some only after their clients have tried for a while.
        await wait(kill % 2 === 0 ? 2_000 : 0)
        await server.restart()
        const back = now()
        const [stored, ...resumed] = await Promise.all([drip.stored(back), ...all.map((one) => one.heard(back))])
        const [half, most] = [resumed.toSorted((a, b) => a - b)[25] ?? 0, Math.max(...resumed)]
        const ms = [stored, half, most].map(Math.round)
        t.diagnostic(
          `${server.version}, restart ${kill}: an append is stored after ${ms[0]} ms, half of the subscriptions go on after ${ms[1]} ms and all after ${ms[2]} ms`,
        )
      }
      await drip.stop()
      const log = await wholeLog(store)
      t.diagnostic(`${server.version}: ${log.length} events`)
      await judge(all, log)
    })
})

/** A JetStream stream of three replicas on a cluster. */
const soaked = (cluster: Cluster, name: string): Soaked => ({
  config: streamConfig(name, { replicas: 3 }),
  servers: cluster.servers,
  leader: (among) => cluster.leaderOf(name, among),
  ready: async () => {
    await cluster.ready()
    await cluster.leaderOf(name)
  },
})

/** A subscription through a server that is cut off waits longer than the cut lasts. */
const LONG_MS = 60_000

/** Follows a cluster, through each server and through all, while its leader is killed, paused and cut off. */
const followed = async (t: TestContext, cluster: Cluster): Promise<void> => {
  const draw = randomFrom(seedOf(t))
  const { config, ...place } = soaked(cluster, 'followed')
  await using stores = new AsyncDisposableStack()
  const open = async (to: readonly string[]): Promise<EventStore> =>
    (await opened(stores, config, to.join(' '), to, PATIENT, LONG_MS)).store
  // The first store makes the stream, which then has to elect a leader.
  const first = await open(cluster.urls)
  await place.ready()
  const ways = [first, ...(await Promise.all(cluster.urls.map((url) => open([url]))))]
  const all = followers(ways, 20)
  const drip = new Drip(ways)
  t.after(() => drip.stop())
  for (const disturb of shuffled([killed, paused, cutOff(cluster)], draw)) {
    await drip.flows(300)
    await disturb({ ...place, proxies: [] }, drip, draw)
    await place.ready()
    const back = now()
    const resumed = await Promise.all(all.map((one) => one.heard(back)))
    t.diagnostic(`R3: ${Math.round(Math.max(...resumed))} ms after all was well again each subscription had gone on`)
  }
  await drip.stop()
  const log = await wholeLog(first)
  t.diagnostic(`R3: ${log.length} events`)
  await judge(all, log)
}
