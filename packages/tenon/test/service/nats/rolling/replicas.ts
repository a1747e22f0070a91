import { connect } from '@nats-io/transport-node'
import { now, until } from '../../../../src/service/lab/time.ts'
import type { Cluster } from '../servers/cluster.ts'
import type { Server } from '../servers/server.ts'

/** One server's copy of a JetStream stream, as that server reports it. */
export interface Copy {
  readonly version: string
  readonly messages: number
  readonly last: number
}

/** Returns the copy that each server of a cluster keeps, in the order of the servers. Rejects if a server has none. */
export const copiesOf = ({ servers }: Cluster, stream: string): Promise<readonly Copy[]> =>
  Promise.all(servers.map((server) => copyOn(server, stream)))

const copyOn = async (server: Server, stream: string): Promise<Copy> => {
  // What the server reports about the streams that it has a copy of.
  const told = (await server.monitor('/jsz?accounts=true&streams=true')) as {
    readonly account_details?: readonly {
      readonly stream_detail?: readonly {
        readonly name: string
        readonly state: { readonly messages: number; readonly last_seq: number }
      }[]
    }[]
  }
  const streams = (told.account_details ?? []).flatMap(({ stream_detail }) => stream_detail ?? [])
  const state = streams.find(({ name }) => name === stream)?.state
  if (state === undefined) throw new Error(`A server of ${server.version} has no copy of ${stream}.`)
  return { version: server.version, messages: state.messages, last: state.last_seq }
}

/**
 * Waits until all copies are the same, and returns them. Returns them as they are if they still differ after `ms`
 * milliseconds.
 */
export const settledCopies = async (cluster: Cluster, stream: string, ms: number): Promise<readonly Copy[]> => {
  let copies = await copiesOf(cluster, stream)
  await until(async () => {
    copies = await copiesOf(cluster, stream)
    return areEqual(copies)
  }, ms)
  return copies
}

/** Returns whether all copies hold the same number of messages and end at the same one. */
export const areEqual = (copies: readonly Copy[]): boolean =>
  copies.every(({ messages, last }) => messages === copies[0]?.messages && last === copies[0].last)

/** Waits until the leader of a JetStream stream reports that all servers keep up with it. Rejects after two minutes. */
export const current = async (cluster: Cluster, stream: string): Promise<void> => {
  const client = await connect({ servers: [...cluster.urls], maxReconnectAttempts: -1 })
  try {
    const is = async (): Promise<boolean> => {
      const reply = await client.request(`$JS.API.STREAM.INFO.${stream}`, '', { timeout: 5_000 })
      // As the server names it.
      const { cluster: told } = reply.json<{ readonly cluster?: { readonly replicas?: readonly Replica[] } }>()
      const replicas = told?.replicas ?? []
      return replicas.length === cluster.servers.length - 1 && replicas.every(keepsUp)
    }
    if ((await until(() => is().catch(() => false), PATIENCE_MS)) === 'late')
      throw new Error(`Not all servers keep up with the leader of ${stream}.`)
  } finally {
    await client.close()
  }
}

/** A server that follows the leader, as the leader reports it. */
interface Replica {
  readonly current: boolean
  readonly offline?: boolean
}

const keepsUp = ({ current: is, offline = false }: Replica): boolean => is && !offline

/** Lets the leader of a JetStream stream step down until another server is the leader. Rejects after two minutes. */
export const lead = async (cluster: Cluster, stream: string, wanted: Server): Promise<void> => {
  const client = await connect({ servers: [...cluster.urls], maxReconnectAttempts: -1 })
  const end = now() + PATIENCE_MS
  try {
    while ((await cluster.leaderOf(stream)) !== wanted) {
      if (now() > end) throw new Error(`${wanted.url} does not become the leader of ${stream}.`)
      // A cluster without a leader refuses this. Then it is requested again.
      await client.request(`$JS.API.STREAM.LEADER.STEPDOWN.${stream}`, '', { timeout: 5_000 }).catch(() => undefined)
      await until(async () => (await cluster.leaderOf(stream)) === wanted, STEP_MS)
    }
  } finally {
    await client.close()
  }
}

const PATIENCE_MS = 120_000
/** A requested election takes less time than this. */
const STEP_MS = 1_500
