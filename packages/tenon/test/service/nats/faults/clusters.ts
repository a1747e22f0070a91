import type { Fault, Place, Prepared } from 'tenon/conformance'
import type { Ground } from '../nats-servers.ts'
import type { Server } from '../servers/server.ts'
import { killedUnseen, mended, standStill } from './mended.ts'

/** The faults of servers that keep a JetStream stream together. */
export const faultsOfCluster = (ground: Ground): readonly Fault[] => [
  {
    ...DISTURBING,
    name: 'server_lost',
    says: 'The server that leads the JetStream stream is killed before it answers what it was asked.',
    gives: ['unavailable', 'timeout', 'connection_lost'],
    prepare: async (place) => settling(ground, place, killedUnseen(chosen(ground, place, ([leader]) => [leader]))),
  },
  {
    ...DISTURBING,
    name: 'leader_paused',
    says: 'The server that leads the JetStream stream is paused, and later goes on.',
    gives: ['timeout', 'unavailable', 'connection_lost'],
    prepare: async (place) => settling(ground, place, pausedServers(chosen(ground, place, ([leader]) => [leader]))),
  },
  {
    ...DISTURBING,
    name: 'leader_left_alone',
    says: 'The servers that follow the leader of the JetStream stream stand still, and go on later.',
    gives: ['timeout', 'unavailable', 'connection_lost'],
    prepare: async (place) => settling(ground, place, pausedServers(chosen(ground, place, ([, ...others]) => others))),
  },
  {
    ...DISTURBING,
    name: 'quorum_lost',
    says: 'Two of three servers are killed, and come back later.',
    gives: ['timeout', 'unavailable', 'connection_lost'],
    prepare: async (place) =>
      settling(ground, place, killedUnseen(chosen(ground, place, ([leader, other]) => [leader, other]))),
  },
]

const DISTURBING = { strikes: 'calls', effects: ['none', 'unknown'], recovery: 'by_itself' } as const

/** Chooses some of the servers that keep a place's JetStream stream. The first is its leader. */
const chosen =
  (ground: Ground, { name }: Place, choose: (servers: readonly Server[]) => readonly (Server | undefined)[]) =>
  async (): Promise<readonly Server[]> => {
    const leader = await ground.leaderOf(name)
    const others = (await ground.servers()).filter((server) => server !== leader)
    return choose([leader, ...others]).filter((server) => server !== undefined)
  }

const pausedServers = (choose: () => Promise<readonly Server[]>): Blow => {
  let hit: readonly Server[] = []
  return [
    async () => {
      hit = await choose()
      await Promise.all(hit.map(standStill))
    },
    async () => {
      for (const server of hit) server.resume()
    },
  ]
}

/** How servers are struck, and how they are healed. */
type Blow = readonly [strike: () => Promise<void>, heal: () => Promise<void>]

/** A fault that is healed once the servers follow one leader again, both of JetStream and of the JetStream stream. */
const settling = (ground: Ground, { name }: Place, [strike, heal]: Blow): Prepared =>
  mended(strike, async () => {
    await heal()
    await ground.settled(name)
  })
