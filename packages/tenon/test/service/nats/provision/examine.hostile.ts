import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bind } from 'tenon/bind'
import { NatsEventExecutor } from 'tenon/nats'
import { until } from '../../../../src/service/lab/time.ts'
import { fill, gives, leastNeed, once } from '../../semantics/stores.ts'
import { connectionTo, streamConfig } from '../configs.ts'
import { nats } from '../servers/binaries.ts'
import { startCluster } from '../servers/cluster.ts'

for (const series of ['2.10', '2.15'] as const) {
  describe(`Examining a store on a cluster of three of ${series}`, nats, () => {
    test('reports the leader, servers that are down, a lost quorum, a missing leader, and recovery', async () => {
      await using cluster = await startCluster({ series, size: 3 })
      const config = streamConfig('kept', { replicas: 3 })
      await using made = bind(
        leastNeed,
        new NatsEventExecutor({ config, connection: connectionTo(cluster.urls) }),
        once,
      )
      await fill(gives(await made.open(), 'opened').store, 'a-1', 1)
      await made.close()
      const leader = await cluster.leaderOf('kept')
      const [one, two] = cluster.others(leader)
      assert.ok(one !== undefined && two !== undefined)
      await using binding = bind(
        leastNeed,
        new NatsEventExecutor({ config, connection: connectionTo([leader.url]) }),
        once,
      )
      const told = async (): Promise<string> => {
        const answer = await binding.examine()
        return answer.kind === 'failed' ? answer.says : answer.findings.map(({ says }) => says).join('\n')
      }
      const tells = async (pattern: RegExp): Promise<void> =>
        assert.equal(await until(async () => pattern.test(await told()), 60_000), 'holds', await told())

      await tells(/kept is led by the server server-\d, and 3 of its 3 servers are up\./)
      const versions =
        series === '2.10'
          ? /run one version \(.*before 2\.11.*Ask each of them/
          : /run versions of one release line: server-\d 2\.\d/
      assert.match(await told(), versions)
      assert.doesNotMatch(await told(), /only one server was asked|copies of/)
      assert.match(await told(), /survives the loss of 1 of its 3 servers\. A power failure of several at once/)
      await one.kill()
      await tells(/2 of its 3 servers are up. Appends go on while 2 are up\. Start the others\.\nThe server server-\d /)
      await two.kill()
      await tells(/1 of its 3 servers are up: an append needs 2\.|has no leader and accepts no appends/)
      await tells(
        /has no leader and accepts no appends: too few of its servers \(server-0, server-1, server-2\) are up/,
      )
      await Promise.all([one.restart(), two.restart()])
      await cluster.ready()
      await tells(/kept is led by the server server-\d, and 3 of its 3 servers are up\.\nJetStream stream kept holds/)
    })
  })
}
