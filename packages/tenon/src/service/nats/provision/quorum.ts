import type { Observation } from '../../binding/executor.ts'
import type { Answer } from '../connection/jetstream-api.ts'

/**
 * Reports which servers keep a JetStream stream, which of them are up, and how far behind they are, by the `cluster` of
 * its `STREAM.INFO`.
 */
export const quorumOf = (place: string, replicas: number, cluster: unknown): readonly Observation[] => {
  if (typeof cluster !== 'object' || cluster === null)
    return [{ level: 'well', says: `${place} is on this server only.` }]
  // Each of its fields is checked before it is used.
  const { leader, replicas: others } = cluster as Answer
  const peers = Array.isArray(others) ? others.map(peerIn) : []
  if (typeof leader !== 'string' || leader === '') return [leaderless(place, peers)]
  if (replicas === 1) return [{ level: 'well', says: `${place} is on the server ${leader} only.` }]
  return [countOf(place, leader, replicas, peers), ...peers.flatMap(troubleOf)]
}

/** Another server that keeps a JetStream stream, as its leader sees it. */
interface Peer {
  readonly name: string
  readonly current: boolean
  /** How many operations it is behind the leader. */
  readonly lag: number
  /** Why it counts as down, if it does, as the end of a sentence. */
  readonly down: string | undefined
}

/** Leaders and followers contact each other every second. After 4 s without a leader, the others begin to elect one. */
const SILENT_MS = 4_000
const NS_A_MS = 1_000_000

/** Reads what a leader's `STREAM.INFO` says about another server. */
export const peerIn = (given: unknown): Peer => {
  const { name, current, offline, active, lag } = Object(given) as Answer
  return {
    name: String(name),
    current: current === true,
    lag: Number(lag ?? 0),
    down: downness(offline, current, active),
  }
}

/**
 * Returns why a server counts as down. A killed server is reported as offline late or never, but its silence shows it.
 */
const downness = (offline: unknown, current: unknown, active: unknown): string | undefined => {
  if (offline === true) return 'is offline'
  const silentMs = Number(active) / NS_A_MS
  if (silentMs >= SILENT_MS) return `has been silent for ${Math.round(silentMs / 1_000)} s`
  return silentMs === 0 && current !== true ? 'has not been heard of yet' : undefined
}

const leaderless = (place: string, peers: readonly Peer[]): Observation => ({
  level: 'wrong',
  says: `${place} has no leader and accepts no appends: too few of its servers (${peers.map(({ name }) => name).join(', ')}) are up, or they are electing one.`,
})

const countOf = (place: string, leader: string, replicas: number, peers: readonly Peer[]): Observation => {
  const up = 1 + peers.filter(({ down }) => down === undefined).length
  const needed = Math.floor(replicas / 2) + 1
  const says = `${place} is led by the server ${leader}, and ${up} of its ${replicas} servers are up`
  if (up >= replicas) return { level: 'well', says: `${says}.` }
  if (up < needed) return { level: 'wrong', says: `${says}: an append needs ${needed}. Start the others.` }
  return { level: 'wrong', says: `${says}. Appends go on while ${needed} are up. Start the others.` }
}

const troubleOf = ({ name, current, lag, down }: Peer): readonly Observation[] => {
  if (down !== undefined) return [{ level: 'wrong', says: `The server ${name} ${down}.` }]
  if (current && lag === 0) return []
  const says = `The server ${name} is ${lag.toLocaleString('en')} operations behind`
  // A follower that keeps up is always a few operations behind.
  return [current ? { level: 'well', says: `${says}, but keeps up.` } : { level: 'wrong', says: `${says}.` }]
}
