import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { allSeries, nats } from './binaries.ts'
import { type Cluster, startCluster } from './cluster.ts'
import type { Server } from './server.ts'

/** Returns how many routes to others a server has. */
const routes = async (server: Server): Promise<number> => {
  // As the server names it.
  const { num_routes } = (await server.monitor('/routez')) as { readonly num_routes: number }
  return num_routes
}

/** Makes a stream that this many servers keep. */
const addStream = async ({ urls }: Cluster, replicas: number): Promise<void> => {
  const connection = await connect({ servers: [...urls] })
  const manager = await jetstreamManager(connection)
  await manager.streams.add({ name: 'kept', subjects: ['kept.>'], num_replicas: replicas })
  await connection.close()
}

for (const series of allSeries) {
  describe(`A cluster of three of ${series}`, nats, () => {
    test('goes on without its leader, which comes back', async () => {
      await using cluster = await startCluster({ series, size: 3 })
      await addStream(cluster, 3)
      const leader = await cluster.leaderOf('kept')
      await leader.kill()
      assert.notEqual(await cluster.leaderOf('kept'), leader)
      await leader.restart()
      await cluster.ready()
    })

    test('goes on without a leader that is cut off while clients still reach it, and takes it back, again and again', async () => {
      await using cluster = await startCluster({ series, size: 3, partitionable: true })
      await addStream(cluster, 3)
      for (const kind of ['refuse', 'stall', 'refuse'] as const) {
        const leader = await cluster.leaderOf('kept')
        if (kind === 'stall') await cluster.cutOff(leader)
        else await cluster.cutOff(leader, { kind })
        assert.notEqual(await cluster.leaderOf('kept', cluster.others(leader)), leader)
        const connection = await connect({ servers: leader.url, reconnect: false })
        await connection.flush()
        await connection.close()
        // A stall is invisible. Otherwise no route is left, not even one past the cut.
        if (kind === 'refuse') assert.equal(await routes(leader), 0)
        await cluster.heal(leader)
        await cluster.ready()
      }
    })

    test('finds the one server that has a stream without copies', async () => {
      await using cluster = await startCluster({ series, size: 3 })
      await addStream(cluster, 1)
      assert.ok(cluster.servers.includes(await cluster.leaderOf('kept')))
    })
  })
}
