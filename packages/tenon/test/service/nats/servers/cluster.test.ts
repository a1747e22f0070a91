import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nats } from './binaries.ts'
import { startCluster } from './cluster.ts'

test('A cluster of three has a leader that all of them know as soon as it has started', nats, async () => {
  await using cluster = await startCluster({ series: '2.15', size: 3, syncAlways: true })
  assert.ok(cluster.servers.includes(await cluster.metaLeader()))
})
