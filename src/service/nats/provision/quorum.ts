import type { Finding } from '../../binding/executor.ts'
import type { Answer } from '../connection/jetstream-api.ts'

/** Says who keeps a JetStream stream, who of them is up and how far behind, by the `cluster` of its `STREAM.INFO`. */
export const quorumOf = (place: string, replicas: number, cluster: unknown): readonly Finding[] => {
  if (typeof cluster !== 'object' || cluster === null)
    return [{ level: 'well', says: `${place} is with this server alone.` }]
  // Each of its fields is looked at before it is used.
  const { leader, replicas: others } = cluster as Answer
  const peers = Array.isArray(others) ? others.map(peerIn) : []
  if (typeof leader !== 'string' || leader === '') return [leaderless(place, peers)]
  if (replicas === 1) return [{ level: 'well', says: `${place} is with the server ${leader} alone.` }]
  return [countOf(place, leader, replicas, peers), ...peers.flatMap(troubleOf)]
}

/** Another server that keeps a JetStream stream, as its leader sees it. */
interface Peer {
  readonly name: string
  readonly current: boolean
  /** How many operations it is behind. */
  readonly lag: number
  /** Why it counts as down, if it does. */
  readonly down: string | undefined
}

/** Leaders and followers hear of each other each second; after 4 s without a leader the others begin to elect one. */
const SILENT_MS = 4_000
const NS_A_MS = 1_000_000

/** Reads what a leader says of another server in its `STREAM.INFO`. */
export const peerIn = (given: unknown): Peer => {
  const { name, current, offline, active, lag } = Object(given) as Answer
  return {
    name: String(name),
    current: current === true,
    lag: Number(lag ?? 0),
    down: downness(offline, current, active),
  }
}

/** A server that was killed is told as offline late or never: how long it has been silent shows it. */
const downness = (offline: unknown, current: unknown, active: unknown): string | undefined => {
  if (offline === true) return 'is offline'
  const silentMs = Number(active) / NS_A_MS
  if (silentMs >= SILENT_MS) return `has been silent for ${Math.round(silentMs / 1_000)} s`
  return silentMs === 0 && current !== true ? 'was not heard of yet' : undefined
}

const leaderless = (place: string, peers: readonly Peer[]): Finding => ({
  level: 'wrong',
  says: `${place} has no leader, and takes no appends: too few of its servers (${peers.map(({ name }) => name).join(', ')}) are up, or they are electing one.`,
})

const countOf = (place: string, leader: string, replicas: number, peers: readonly Peer[]): Finding => {
  const up = 1 + peers.filter(({ down }) => down === undefined).length
  const needed = Math.floor(replicas / 2) + 1
  const says = `${place} is led by the server ${leader}, and ${up} of its ${replicas} servers are up`
  if (up >= replicas) return { level: 'well', says: `${says}.` }
  if (up < needed) return { level: 'wrong', says: `${says}: an append needs ${needed}. Start the others.` }
  return { level: 'wrong', says: `${says}: appends go on while ${needed} are. Start the others.` }
}

const troubleOf = ({ name, current, lag, down }: Peer): readonly Finding[] => {
  if (down !== undefined) return [{ level: 'wrong', says: `The server ${name} ${down}.` }]
  if (current && lag === 0) return []
  const says = `The server ${name} is behind by ${lag.toLocaleString('en')} operations`
  // A follower that keeps up is a few operations behind at any moment.
  return [current ? { level: 'well', says: `${says}, and keeps up.` } : { level: 'wrong', says: `${says}.` }]
}
