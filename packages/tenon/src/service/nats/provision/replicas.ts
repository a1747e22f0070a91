import type { Answer, JetStreamApi } from '../connection/jetstream-api.ts'
import type { Connection } from '../connection/connection.ts'
import type { NatsStreamConfig } from './stream-config.ts'
import { peerIn } from './quorum.ts'
import { isFrom, type Version, versionIn } from './server-versions.ts'

/** A server that keeps a JetStream stream, as it describes itself. */
export interface Replica {
  readonly name: string
  /** Its version. Empty for servers before 2.11, which do not report it. */
  readonly version: string
  /** The sequence of the last message in its copy. */
  readonly end: number
}

/** The answers of the servers. */
export interface Asked {
  readonly replicas: readonly Replica[]
  /** Whether this user is not allowed to ask, because it may not make consumers. */
  readonly denied: boolean
}

/**
 * The most consumers made for each server that keeps the stream. They are placed at random: one of five servers is
 * missed once in 70,000 times.
 */
const TRIES_A_SERVER = 10
const MOST_FAILURES = 2
const SOON_GONE_NS = 5_000_000_000

/**
 * Asks the servers that keep a JetStream stream where their own copies end. A consumer with one replica is placed on
 * one of them at random, begins behind the last message of that server's copy, and names the server in its answer. A
 * server that does not answer is left out. When the signal fires, it stops asking.
 */
export const askReplicas = async (
  connection: Connection,
  api: JetStreamApi,
  { name: stream }: NatsStreamConfig,
  members: readonly Pick<Member, 'name'>[],
  signal?: AbortSignal,
): Promise<Asked> => {
  const found = new Map<string, Replica>()
  const most = TRIES_A_SERVER * api.replicas
  let failures = 0
  for (let tries = 0; tries < most && members.some(({ name }) => !found.has(name)); tries += 1) {
    const name = connection.uniqueName()
    const config = { ...ASKING, name, inactive_threshold: SOON_GONE_NS }
    const made = await api.ask(`CONSUMER.CREATE.${stream}.${name}`, { stream_name: stream, config }, 'open', signal)
    if (signal?.aborted === true) break
    if (made.kind === 'failed') {
      failures += 1
      if (made.failure === 'permission_denied') return { replicas: [], denied: true }
      if (failures === MOST_FAILURES) break
      continue
    }
    const replica = replicaIn(made.value)
    if (replica !== undefined) found.set(replica.name, replica)
    // If this request is lost, the server removes the consumer by itself.
    void api.ask(`CONSUMER.DELETE.${stream}.${name}`, {}, 'open', signal)
  }
  return { replicas: [...found.values()], denied: false }
}

const ASKING = Object.freeze({ deliver_policy: 'new', ack_policy: 'none', mem_storage: true, num_replicas: 1 })

const replicaIn = ({ cluster, delivered, config }: Answer): Replica | undefined => {
  const { leader }: { readonly leader?: unknown } = Object(cluster)
  const { stream_seq: end }: { readonly stream_seq?: unknown } = Object(delivered)
  if (typeof leader !== 'string' || leader === '' || typeof end !== 'number') return undefined
  return { name: leader, version: versionBehind(config), end }
}

/**
 * Returns the version of the server that answered with the config of a stream or a consumer. From 2.11 on, the metadata
 * holds it.
 */
const versionBehind = (config: unknown): string => {
  const { metadata }: { readonly metadata?: unknown } = Object(config)
  const { '_nats.ver': version }: { readonly '_nats.ver'?: unknown } = Object(metadata)
  return typeof version === 'string' ? version : ''
}

/** A server that keeps a JetStream stream, as its leader sees it. */
export interface Member {
  readonly name: string
  /** The leader's version. Empty for other servers, and before 2.11. */
  readonly version: string
  /** Whether the leader takes its copy for complete. */
  readonly complete: boolean
}

/**
 * Returns the servers that keep a JetStream stream and count as up, by its `STREAM.INFO`, the leader first. Returns
 * none while it has no leader.
 */
export const membersOf = ({ cluster, config }: Answer): readonly Member[] => {
  const { leader, replicas }: { readonly leader?: unknown; readonly replicas?: unknown } = Object(cluster)
  if (typeof leader !== 'string' || leader === '') return []
  const others: readonly unknown[] = Array.isArray(replicas) ? replicas : []
  return [{ name: leader, version: versionBehind(config), complete: true }, ...others.flatMap(memberIn)]
}

const memberIn = (given: unknown): readonly Member[] => {
  const { name, current, lag, down } = peerIn(given)
  return down === undefined ? [{ name, version: '', complete: current && lag === 0 }] : []
}

/** From this version on, a server reports its version through another server. */
const REPORTS: Version = [2, 11, 0]

/**
 * Returns the release line of a version, such as `2.15`. All versions before 2.11 are one line, because not all of them
 * report their version.
 */
export const lineOf = (text: string): string => {
  const version = versionIn(text)
  return version === undefined || !isFrom(version, REPORTS) ? 'before 2.11' : `${version[0]}.${version[1]}`
}

/** Lists the servers and their versions if they do not all belong to one release line. */
export const mixtureOf = (servers: readonly Pick<Replica, 'name' | 'version'>[]): string | undefined => {
  if (new Set(servers.map(({ version }) => lineOf(version))).size < 2) return undefined
  return servers.map(versionText).join(', ')
}

/** Describes a server and its version in words. */
export const versionText = ({ name, version }: Pick<Replica, 'name' | 'version'>): string =>
  `${name} ${version === '' ? 'before 2.11' : version}`
