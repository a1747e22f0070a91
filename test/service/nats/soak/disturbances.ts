import { setTimeout as wait } from 'node:timers/promises'
import type { Cut, TcpProxy } from 'tenon/conformance'
import type { Random } from '../../../../src/domain/conformance/event/given/random.ts'
import type { Cluster } from '../servers/cluster.ts'
import type { Server } from '../servers/server.ts'

/** The servers that are disturbed, and the wires between them and some of the clients. */
export interface Place {
  readonly servers: readonly Server[]
  readonly proxies: readonly TcpProxy[]
  /** The server that leads the events' stream. */
  leader(among: readonly Server[]): Promise<Server>
  /** Waits until all servers are as they were. */
  ready(): Promise<void>
}

/** Appends that are made meanwhile. */
export interface Flow {
  /** Waits until so many more were stored. */
  flows(many: number): Promise<void>
  /** Waits until one was stored through each way that has begun only now. */
  recovered(): Promise<void>
}

/** Something that goes wrong while writers write, and is over when it resolves. */
export type Disturbance = (place: Place, flow: Flow, draw: Random) => Promise<void>

const awake = ({ servers }: Place): readonly Server[] => servers.filter((server) => server.awake)

/** How many appends are stored in each stage of a disturbance before it goes on. */
const SOME = 200

/** Waits until some appends were stored, where enough servers are there to store any. */
const some = async (place: Place, flow: Flow): Promise<void> => {
  if (awake(place).length > place.servers.length / 2) await flow.flows(SOME)
}

/** The leader is killed, and started again. */
export const killed: Disturbance = async (place, flow) => {
  const leader = await place.leader(place.servers)
  await leader.kill()
  await some(place, flow)
  await leader.restart()
}

/** The leader stands still for longer than its clients wait, and goes on. */
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

/** The leader is cut off from the other servers, and its own clients still reach it. Whether it is told of it is drawn, and whether it has time to see it. */
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

/** All servers but one are killed, and started again after some time. Whether the leader is the one that is left is drawn. */
export const withoutQuorum: Disturbance = async (place, _flow, draw) => {
  const leader = await place.leader(place.servers)
  const others = place.servers.filter((server) => server !== leader)
  const most = draw(2) === 0 ? others : [leader, ...others.slice(1)]
  await Promise.all(most.map((server) => server.kill()))
  await wait(OUTAGE_MS)
  await Promise.all(most.map((server) => server.restart()))
}

/** The wires to clients are cut once at each point. */
export const wiresCut: Disturbance = async ({ proxies }, flow, draw) => {
  for (const cut of shuffled(CUTS, draw)) {
    await Promise.all(proxies.map((proxy) => strike(proxy, cut)))
    await flow.recovered()
  }
}

const strike = async (proxy: TcpProxy, cut: Cut): Promise<void> => {
  await proxy.strike(cut)
  await proxy.sees(({ struck }) => struck > 0)
  // What is held is to arrive when nobody waits for it any more.
  if (cut.kind === 'stall') await wait(STALL_MS)
  await proxy.heal()
}

/** Things in an order that is drawn. */
export const shuffled = <Item>(items: readonly Item[], draw: Random): readonly Item[] =>
  items
    .map((item) => ({ item, rank: draw(2 ** 30) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item)

const PAUSE_MS = 2_600
const STALL_MS = 2_000
const OUTAGE_MS = 20_000
/** After so many milliseconds without the others a leader gives up. */
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
