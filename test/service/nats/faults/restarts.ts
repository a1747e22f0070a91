import type { Fault, Place } from 'tenon/conformance'
import { until } from '../../../../src/service/lab/time.ts'
import type { Ground } from '../nats-servers.ts'
import type { Server } from '../servers/server.ts'
import { mended } from './mended.ts'

/** What can be configured on a server that is alone so that it serves no more. */
export const withoutJetStream = (ground: Ground): readonly Fault[] => [
  {
    ...PASSING,
    name: 'jetstream_off',
    says: 'The server is started again without JetStream, and later with it.',
    strikes: 'calls',
    gives: ['unavailable', 'connection_lost', 'timeout'],
    prepare: async (place) => mended(...restarted(ground, place, () => 'jetstream: disabled')),
  },
  {
    ...PASSING,
    name: 'jetstream_off_at_open',
    says: 'The server has no JetStream when the store is opened.',
    strikes: 'open',
    // The oldest servers then leave requests of JetStream's API unanswered.
    gives: ground.series === '2.9' ? ['misconfigured', 'timeout'] : ['misconfigured'],
    prepare: async (place) => mended(...restarted(ground, place, () => 'jetstream: disabled')),
  },
]

/** Servers have too much to do. Only since 2.11 they bound what waits for a JetStream stream, and refuse the rest. */
export const overloaded = (ground: Ground): readonly Fault[] => [
  {
    ...PASSING,
    name: 'overloaded',
    says: 'The server is started again with room for no message that waits, and later with as much as usual.',
    strikes: 'calls',
    gives: ['busy', 'connection_lost', 'timeout'],
    prepare: async (place) =>
      mended(
        ...restarted(ground, place, ({ folder }) => {
          const sync = ground.replicas === 1 ? '' : 'sync_interval: always, '
          return `jetstream { store_dir: "${folder}", ${sync}max_buffered_size: 1 }`
        }),
      ),
  },
]

const PASSING = { effects: ['none'], recovery: 'by_itself' } as const

/** Starts all servers again with more in their configuration, where what comes later stands in place of what was said before, and later without it. */
const restarted = (
  ground: Ground,
  place: Place,
  more: (server: Server) => string,
): readonly [strike: () => Promise<void>, heal: () => Promise<void>] => {
  const restart = async (configOf: (server: Server) => string): Promise<void> => {
    const servers = await ground.servers()
    const before = await connectionsOf(servers)
    await Promise.all(servers.map((server) => server.kill()))
    for (const server of servers) server.rewrite(configOf(server))
    await Promise.all(servers.map((server) => server.restart()))
    await ground.settled(place.name)
    // Who was connected connects again by itself, unless it has ended meanwhile.
    await until(async () => (await connectionsOf(servers)) >= before, AGAIN_MS)
  }
  return [
    () => restart((server) => `${server.config}\n${more(server)}`),
    () => restart((server) => server.config.replace(`\n${more(server)}`, '')),
  ]
}

const AGAIN_MS = 2_000

/** How many clients the servers have together. */
const connectionsOf = async (servers: readonly Server[]): Promise<number> => {
  const counts = servers.map(async (server) => {
    if (!server.awake) return 0
    // The server's own words.
    const { num_connections: count } = (await server.monitor('/connz')) as { readonly num_connections: number }
    return count
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}
