import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Answers, place, race } from './racing.ts'
import { type Copy, lead, settledCopies } from './replicas.ts'
import { Rolled } from './rolled.ts'
import { nats, type Series } from '../servers/binaries.ts'
import { Cluster } from '../servers/cluster.ts'

const ROUNDS = 200

describe('Three servers are updated as docs/nats.md says', nats, () => {
  for (const series of ['2.10', '2.15'] as const)
    test(`within ${series}: restarted one at a time while writers race, nothing is lost or doubled and all copies are equal`, async (t) => {
      await using rolled = await Rolled.start(t, series)
      await rolled.written(async (traffic) => {
        for (const server of rolled.cluster.servers) {
          await rolled.restarted(server)
          await traffic.recovered()
          await traffic.flows(ROUNDS)
        }
      })
      await rolled.isSound(t)
    })

  test('from 2.10 to 2.15: with all stores closed meanwhile, nothing is lost or doubled and all copies are equal', async (t) => {
    await using rolled = await Rolled.start(t, '2.10')
    await rolled.written((traffic) => traffic.flows(ROUNDS))
    for (const server of rolled.cluster.servers) await rolled.restarted(server, '2.15')
    await rolled.written((traffic) => traffic.flows(ROUNDS))
    await rolled.isSound(t)
  })
})

/** The combinations of servers in docs/nats.md, the leader first. */
const SIDE_BY_SIDE: readonly (readonly [leader: Series, one: Series, other: Series])[] = [
  ['2.10', '2.10', '2.10'],
  ['2.15', '2.15', '2.15'],
  ['2.10', '2.10', '2.15'],
  ['2.10', '2.15', '2.15'],
  ['2.15', '2.10', '2.10'],
  ['2.15', '2.10', '2.15'],
]

describe('What docs/nats.md says of servers side by side is so', nats, () => {
  for (const series of SIDE_BY_SIDE) {
    const [leading, ...others] = series
    const harmed = leading === '2.10' && others.includes('2.15')
    const name = harmed
      ? 'a server of 2.15 keeps appends that were refused, and so must not run beside the others'
      : 'each keeps what was acknowledged, and nothing else'
    test(`${leading} leads ${others.join(' and ')}: ${name}`, async (t) => {
      const { told, copies } = await raced(series, leading)
      t.diagnostic(JSON.stringify({ told, copies }))
      for (const { version, messages } of copies)
        if (harmed && version.startsWith('2.15.'))
          assert.ok(messages > told.acknowledged, `${version} keeps no more: say so in docs/nats.md.`)
        else assert.equal(messages, told.acknowledged)
    })
  }
})

/**
 * Starts servers of these series, lets clients race through two of them while a server of a given series leads, and
 * returns what each server holds.
 */
const raced = async (
  all: readonly Series[],
  leading: Series,
): Promise<{ readonly told: Answers; readonly copies: readonly Copy[] }> => {
  await using cluster = await Cluster.make({ series: all, size: all.length })
  await Promise.all(cluster.servers.map((server) => server.restart()))
  // Not only when all are healthy: on 2.10 a server that has joined may report for minutes that it is not, until
  // something is made.
  await cluster.metaLeader()
  const [url = '', , other = ''] = cluster.urls
  await place(url, NAME)
  const leader = cluster.servers.find(({ version }) => version.startsWith(`${leading}.`))
  assert.ok(leader !== undefined)
  await lead(cluster, NAME, leader)
  const told = await race([url, other], NAME, ROUNDS)
  assert.equal(await cluster.leaderOf(NAME), leader, 'Another was elected meanwhile: run it again.')
  return { told, copies: await settledCopies(cluster, NAME, SETTLE_MS) }
}

const NAME = 'raced'
const SETTLE_MS = 10_000
