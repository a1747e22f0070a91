import type { Fault, Place } from 'tenon/conformance'
import { until } from '../../../../src/service/lab/time.ts'
import type { Ground } from '../nats-servers.ts'
import type { Server } from '../servers/server.ts'
import { mended } from './mended.ts'

/** Faults of a single server by its configuration, so that it no longer serves. */
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

/** Overloads servers. Only from 2.11 on do they limit what waits for a JetStream stream, and refuse the rest. */
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

/**
 * Restarts all servers with an addition to their configuration, whose later settings override the earlier ones, and
 * later without it.
 */
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
    // Clients reconnect by themselves, unless they have ended meanwhile.
    await until(async () => (await connectionsOf(servers)) >= before, AGAIN_MS)
  }
  return [
    () => restart((server) => `${server.config}\n${more(server)}`),
    () => restart((server) => server.config.replace(`\n${more(server)}`, '')),
  ]
}

const AGAIN_MS = 2_000

/** Returns how many clients the servers have together. */
const connectionsOf = async (servers: readonly Server[]): Promise<number> => {
  const counts = servers.map(async (server) => {
    if (!server.awake) return 0
    // As the server names it.
    const { num_connections: count } = (await server.monitor('/connz')) as { readonly num_connections: number }
    return count
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}
