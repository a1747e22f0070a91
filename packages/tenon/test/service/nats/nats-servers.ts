import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Address, Place } from 'tenon/conformance'
import type { Series } from './servers/binaries.ts'
import { type Cluster, startCluster } from './servers/cluster.ts'
import { type Server, startServer } from './servers/server.ts'

/**
 * The servers of all places of a rig: one server, or a cluster of three. They start at the first use, and end with the
 * process.
 */
export interface Ground {
  readonly series: Series
  readonly replicas: 1 | 3
  /** The version that the servers report once they run, otherwise their series. */
  readonly version: string
  servers(): Promise<readonly Server[]>
  /** Returns the leader of a JetStream stream. */
  leaderOf(stream: string): Promise<Server>
  /** Waits until the servers have a leader, and a JetStream stream has one. */
  settled(stream: string): Promise<void>
}

/** The ground that one server is. */
export const alone = (series: Series): Ground => {
  let started: Promise<Server> | undefined
  let version: string = series
  const server = async (): Promise<Server> => {
    started ??= startServer({ series, config: usersAs(USUAL) })
    const made = await started
    version = made.version
    return made
  }
  return {
    series,
    replicas: 1,
    get version() {
      return version
    },
    servers: async () => [await server()],
    leaderOf: server,
    settled: () => Promise.resolve(),
  }
}

/** The ground that three servers are, which sync each message to their disks. */
export const together = (series: Series): Ground => {
  let started: Promise<Cluster> | undefined
  let version: string = series
  const cluster = async (): Promise<Cluster> => {
    started ??= startCluster({ series, size: 3, syncAlways: true, config: usersAs(USUAL), login: OPERATOR })
    const made = await started
    version = made.servers[0]?.version ?? series
    return made
  }
  return {
    series,
    replicas: 3,
    get version() {
      return version
    },
    servers: async () => (await cluster()).servers,
    leaderOf: async (stream) => (await cluster()).leaderOf(stream),
    settled: async (stream) => {
      const made = await cluster()
      await made.ready()
      await made.leaderOf(stream)
    },
  }
}

/** What the servers let the user of the stores do. */
export interface Users {
  readonly password: string
  /** The account that it belongs to. JetStream keeps the streams of accounts apart. */
  readonly account: 'OURS' | 'OTHERS'
  /** The subjects on which it may not publish. */
  readonly denied: readonly string[]
}

/** The user of the stores as it is when nothing is wrong. */
export const USUAL: Users = { password: 'a secret', account: 'OURS', denied: [] }

/** Whom a rig's stores connect as. */
export const STORE = { kind: 'password', user: 'store', password: USUAL.password } as const

/** Users in the words of a server's configuration: the stores' and an operator, who may do everything. */
export const usersAs = ({ password, account, denied }: Users): string => {
  const subjects = denied.map((subject) => `"${subject}"`).join(', ')
  const store = `{ user: ${STORE.user}, password: "${password}", permissions: { publish: { deny: [${subjects}] } } }`
  const users = (name: string): string => (name === account ? store : '')
  return `accounts {
OURS { jetstream: enabled, users: [{ user: ${OPERATOR.user}, password: ${OPERATOR.pass} }, ${users('OURS')}] }
OTHERS { jetstream: enabled, users: [${users('OTHERS')}] }
}`
}

const OPERATOR = { user: 'operator', pass: 'operator', reconnectTimeWait: 50, maxReconnectAttempts: 200 }

/** Does something over a connection of its own, as an operator would. */
export const asOperator = async <Value>(
  ground: Ground,
  work: (connection: NatsConnection) => Promise<Value>,
): Promise<Value> => {
  const connection = await connect({ servers: (await ground.servers()).map(({ url }) => url), ...OPERATOR })
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

/** Asks something of JetStream's API as an operator. Rejects with what the server says when it refuses. */
export const ask = (ground: Ground, verb: string, fields: object): Promise<Answer> =>
  asOperator(ground, async (connection) => {
    const reply = await connection.request(`$JS.API.${verb}`, JSON.stringify(fields), { timeout: 10_000 })
    // As the server names it.
    const answer = reply.json<Answer>()
    if (answer.error !== undefined) throw new Error(`${verb}: ${JSON.stringify(answer.error)}`)
    return answer
  })

/** What of an answer the faults look at. */
export interface Answer {
  readonly error?: unknown
  readonly config?: object
  readonly state?: { readonly bytes: number; readonly messages: number }
}

/** The file that a place has once its JetStream stream was made. */
export const MADE = 'made'

/** The file that a place has where messages of its JetStream stream may be deleted. */
export const DELETABLE = 'deletable'

/** The file that says where the servers of a place are found: processes that are started later read it too. */
const file = ({ folder }: Place): string => join(folder, 'nats.json')

/** Tells where the servers of a place are found from now on, such as behind a proxy. */
export const tell = (place: Place, addresses: readonly Address[]): Promise<void> =>
  writeFile(file(place), JSON.stringify(addresses))

/** Where the servers of a place are found. */
export const find = async (place: Place, ground: Ground): Promise<readonly string[]> => {
  const told = await readFile(file(place), 'utf8').catch(() => undefined)
  const addresses: readonly Address[] =
    told === undefined ? (await ground.servers()).map(({ address }) => address) : JSON.parse(told)
  if (told === undefined) await tell(place, addresses)
  return addresses.map(({ host, port }) => `nats://${host}:${port}`)
}
