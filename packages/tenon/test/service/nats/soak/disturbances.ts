import { setTimeout as wait } from 'node:timers/promises'
import type { Cut, TcpProxy } from 'tenon/conformance'
import type { Random } from '../../../../src/domain/conformance/given/random.ts'
import type { Cluster } from '../servers/cluster.ts'
import type { Server } from '../servers/server.ts'

/** The servers that are disturbed, and the wires between them and some of the clients. */
export interface Place {
  readonly servers: readonly Server[]
  readonly proxies: readonly TcpProxy[]
  /** The leader of the events' stream. */
  leader(among: readonly Server[]): Promise<Server>
  /** Waits until all servers are as before. */
  ready(): Promise<void>
}

/** The appends made meanwhile. */
export interface Flow {
  /** Waits until this many more were stored. */
  flows(many: number): Promise<void>
  /** Waits until one that began after this call was stored through each way. */
  recovered(): Promise<void>
}

/** Something that goes wrong while writers write. It is over when the promise resolves. */
export type Disturbance = (place: Place, flow: Flow, draw: Random) => Promise<void>

const awake = ({ servers }: Place): readonly Server[] => servers.filter((server) => server.awake)

/** How many appends are stored in each stage of a disturbance before it goes on. */
const SOME = 200

/** Waits until some appends were stored, if enough servers are up to store any. */
const some = async (place: Place, flow: Flow): Promise<void> => {
  if (awake(place).length > place.servers.length / 2) await flow.flows(SOME)
}

/** Kills the leader, and starts it again. */
export const killed: Disturbance = async (place, flow) => {
  const leader = await place.leader(place.servers)
  await leader.kill()
  await some(place, flow)
  await leader.restart()
}

/** Pauses the leader for longer than its clients wait, and resumes it. */
export const paused: Disturbance = async (place, flow) => {
  const leader = await place.leader(place.servers)
  leader.pause()
  try {
    await wait(PAUSE_MS)
    await some(place, flow)
  } finally {
    leader.resume()
  }
}

/**
 * Cuts the leader off from the other servers, while its clients still reach it. It is random whether the cut is
 * visible, and whether it lasts long enough for the leader to notice.
 */
export const cutOff =
  (cluster: Cluster): Disturbance =>
  async (place, flow, draw) => {
    const leader = await place.leader(place.servers)
    if (draw(2) === 0) await cluster.cutOff(leader)
    else await cluster.cutOff(leader, { kind: 'refuse' })
    try {
      await place.leader(cluster.others(leader))
      await flow.flows(SOME)
      if (draw(2) === 0) await wait(LEASE_MS)
    } finally {
      await cluster.heal(leader)
    }
  }

/**
 * Kills all servers but one, and starts them again after some time. It is random whether the leader is the one that is
 * left.
 */
export const withoutQuorum: Disturbance = async (place, _flow, draw) => {
  const leader = await place.leader(place.servers)
  const others = place.servers.filter((server) => server !== leader)
  const most = draw(2) === 0 ? others : [leader, ...others.slice(1)]
  await Promise.all(most.map((server) => server.kill()))
  await wait(OUTAGE_MS)
  await Promise.all(most.map((server) => server.restart()))
}

/** Cuts the wires to clients once at each point. */
export const wiresCut: Disturbance = async ({ proxies }, flow, draw) => {
  for (const cut of shuffled(CUTS, draw)) {
    await Promise.all(proxies.map((proxy) => strike(proxy, cut)))
    await flow.recovered()
  }
}

const strike = async (proxy: TcpProxy, cut: Cut): Promise<void> => {
  await proxy.strike(cut)
  await proxy.sees(({ struck }) => struck > 0)
  // Held data must arrive only after the wait for it has ended.
  if (cut.kind === 'stall') await wait(STALL_MS)
  await proxy.heal()
}

/** Returns things in random order. */
export const shuffled = <Item>(items: readonly Item[], draw: Random): readonly Item[] =>
  items
    .map((item) => ({ item, rank: draw(2 ** 30) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item)

const PAUSE_MS = 2_600
const STALL_MS = 2_000
const OUTAGE_MS = 20_000
/** The milliseconds after which a leader without followers steps down. */
const LEASE_MS = 12_000

const CUTS: readonly Cut[] = [
  { kind: 'refuse' },
  { kind: 'reset' },
  { kind: 'cut', in: 'request', after: 20, request: 'each' },
  { kind: 'cut', in: 'request', after: 500, request: 'each' },
  { kind: 'cut', in: 'request', after: 'all', request: 'each' },
  { kind: 'cut', in: 'reply', after: 0, request: 'each' },
  { kind: 'cut', in: 'reply', after: 20, request: 'each' },
  { kind: 'stall', direction: 'both', healed: 'dropped' },
  { kind: 'stall', direction: 'both', healed: 'delivered' },
  { kind: 'stall', direction: 'request', healed: 'delivered' },
  { kind: 'stall', direction: 'reply', healed: 'delivered' },
]
