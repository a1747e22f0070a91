import { connect, type NodeConnectionOptions } from '@nats-io/transport-node'
import { type Cut, TcpProxy } from 'tenon/conformance'
import { until } from '../../../../src/service/lab/time.ts'
import { binaryOf, type Series } from './binaries.ts'
import { HOST, type Port, takePort } from './ports.ts'
import { Server } from './server.ts'

/** The settings of a cluster. */
export interface ClusterOptions {
  /** The series of all servers, or of each. */
  readonly series: Series | readonly Series[]
  readonly size: number
  /** Whether each server syncs each message to the disk, which 2.9 cannot. By default it does not. */
  readonly syncAlways?: boolean
  /** More of the configuration of each of its servers. */
  readonly config?: string
  /** The options of a client that may make streams, if the configuration requires more than an address. */
  readonly login?: NodeConnectionOptions
  /** Whether clients are told about servers that join or leave. By default they are not. */
  readonly gossip?: boolean
  /** Whether servers can be cut off from the others. By default they cannot. */
  readonly partitionable?: boolean
}

/** Starts servers that form one JetStream cluster. Resolves when it has a leader that all of them know. */
export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const cluster = await Cluster.make(options)
  try {
    await Promise.all(cluster.servers.map((server) => server.restart()))
    await cluster.ready()
    return cluster
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

/** The route of one server to another one, which it dials. */
interface Route {
  readonly from: number
  readonly to: number
  readonly proxy: TcpProxy
}

/**
 * A test's own servers, which form one JetStream cluster. A partitionable cluster keeps this process alive until it is
 * stopped.
 */
export class Cluster {
  readonly servers: readonly Server[]
  readonly #login: NodeConnectionOptions
  readonly #routes: readonly Route[]
  readonly #ports: readonly Port[]

  /** Prepares everything, and starts no server. */
  static async make({
    series,
    size,
    partitionable = false,
    gossip = false,
    login = {},
    ...options
  }: ClusterOptions): Promise<Cluster> {
    const seriesOf = (i: number): Series => (typeof series === 'string' ? series : (series[i] ?? '2.15'))
    // If a binary is missing, nothing is left that would have to be stopped.
    await Promise.all(Array.from({ length: size }, (_, i) => binaryOf(seriesOf(i))))
    const all = Array.from({ length: size }, (_, i) => i)
    const ports = await Promise.all(all.map(takePort))
    const nowhere = await takePort()
    // Of two servers, only one dials the other: 2.10 sometimes hangs if both dial at once.
    const pairs = all.flatMap((from) => all.filter((to) => from < to).map((to) => ({ from, to })))
    const routes = partitionable ? await Promise.all(pairs.map((pair) => proxied(pair, ports))) : []
    const servers = await Promise.all(
      all.map((i) => {
        const dialed = partitionable
          ? routes.filter(({ from }) => from === i).map(({ proxy }) => proxy.address.port)
          : pairs.filter(({ from }) => from === i).map(({ to }) => numberOf(ports, to))
        // A server counts its routes to know how many servers there are, and begins when more than half are present.
        const named = all.map((_, nth) => dialed[nth] ?? nowhere.number)
        const lines = [
          `server_name: ${nameOf(i)}`,
          'cluster {',
          `name: tenon, listen: "${HOST}:${numberOf(ports, i)}", no_advertise: ${!gossip}`,
          // Servers announce each other's addresses, and would dial them directly, past the proxies. Nothing ever
          // listens at these.
          `advertise: "${HOST}:${nowhere.number}"`,
          `routes: [${named.map((port) => `"nats://${HOST}:${port}"`).join(', ')}]`,
          '}',
          options.config ?? '',
        ]
        return Server.make({ ...options, series: seriesOf(i), config: lines.join('\n') })
      }),
    )
    return new Cluster(servers, login, routes, [...ports, nowhere])
  }

  private constructor(
    servers: readonly Server[],
    login: NodeConnectionOptions,
    routes: readonly Route[],
    ports: readonly Port[],
  ) {
    this.servers = servers
    this.#login = login
    this.#routes = routes
    this.#ports = ports
  }

  get urls(): readonly string[] {
    return this.servers.map(({ url }) => url)
  }

  /**
   * Waits until these servers, or all, have the same JetStream leader. For all, also waits until each can keep a
   * stream.
   */
  async ready(servers: readonly Server[] = this.servers): Promise<void> {
    await waitFor('a leader of JetStream', servers, async () => {
      const told = await Promise.all(servers.map(leadership))
      return told.every(({ leader }) => leader !== '' && leader === told[0]?.leader)
    })
    if (servers.length < this.servers.length) return waitFor('healthy servers', servers, () => areHealthy(servers))
    // The leader refuses to place a stream on servers of which it has not heard how they are, and nothing but trying
    // tells. And on 2.10 a server may say for minutes that it is not current, until a stream is made.
    // Each try has a connection of its own, because one server may not answer while the others do.
    await waitFor('healthy servers that can keep a stream', servers, async () => {
      const client = await connect({ servers: [...this.urls], reconnect: false, ...this.#login })
      try {
        const wanted = { name: PROBE, subjects: [PROBE], storage: 'memory', num_replicas: servers.length }
        const asked = { timeout: 5_000 }
        const made = await client.request(`$JS.API.STREAM.CREATE.${PROBE}`, JSON.stringify(wanted), asked)
        const gone = await client.request(`$JS.API.STREAM.DELETE.${PROBE}`, '', asked)
        for (const reply of [made, gone]) {
          // As the server names it.
          const { error } = reply.json<{ readonly error?: unknown }>()
          if (error !== undefined) throw new Error(JSON.stringify(error))
        }
        return await areHealthy(servers)
      } finally {
        await client.close()
      }
    })
  }

  /** Returns the leader of JetStream itself, according to these servers, or to all that are not paused. */
  metaLeader(among: readonly Server[] = this.#awake()): Promise<Server> {
    return this.#agreed('JetStream', among, async (server) => (await leadership(server)).leader)
  }

  /**
   * Returns the leader of a stream, according to these servers, or to all that are not paused. Waits until they agree
   * on one of them.
   */
  leaderOf(stream: string, among: readonly Server[] = this.#awake()): Promise<Server> {
    return this.#agreed(`the stream ${stream}`, among, (server) => streamLeader(server, stream))
  }

  /** Returns the other servers. */
  others(server: Server): readonly Server[] {
    return this.servers.filter((other) => other !== server)
  }

  /**
   * Cuts a server off from all others, in both directions; clients still reach it. Nothing that is sent meanwhile
   * arrives, and nobody is told, as when a cable is pulled; with another cut, such as `{ kind: 'refuse' }`, they are.
   */
  async cutOff(server: Server, cut: Cut = PULLED): Promise<void> {
    await Promise.all(this.#routesOf(server).map(({ proxy }) => proxy.strike(cut)))
  }

  /** Lets a server and the others reach each other again. Does not wait until they do: see `ready`. */
  async heal(server: Server): Promise<void> {
    await Promise.all(this.#routesOf(server).map(({ proxy }) => proxy.heal()))
  }

  /** Stops everything. A second call does nothing. */
  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()))
    await Promise.all(this.#routes.map(({ proxy }) => proxy.close()))
    for (const port of this.#ports) port.free()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #awake(): readonly Server[] {
    return this.servers.filter(({ awake }) => awake)
  }

  #routesOf(server: Server): readonly Route[] {
    const i = this.servers.indexOf(server)
    const routes = this.#routes.filter(({ from, to }) => from === i || to === i)
    if (routes.length === 0) throw new Error('Only a server of a `partitionable` cluster can be cut off.')
    return routes
  }

  async #agreed(what: string, among: readonly Server[], ask: (server: Server) => Promise<string>): Promise<Server> {
    let agreed: Server | undefined
    await waitFor(`a leader of ${what}`, among, async () => {
      const names = await Promise.all(among.map(ask))
      // A server without a copy of a stream knows nothing about it.
      const [name, ...others] = new Set(names.filter((known) => known !== ''))
      agreed = among.find((server, i) => names[i] === name && nameOf(this.servers.indexOf(server)) === name)
      if (others.length > 0) agreed = undefined
      return agreed !== undefined
    })
    if (agreed === undefined) throw new Error(`There is no leader of ${what}.`)
    return agreed
  }
}

const areHealthy = async (servers: readonly Server[]): Promise<boolean> =>
  (await Promise.all(servers.map(leadership))).every(({ healthy }) => healthy)

/** The stream with which `ready` tries, and its subject. */
const PROBE = 'tenon_probe'

const PULLED: Cut = { kind: 'stall', direction: 'both', healed: 'dropped' }

/** The milliseconds after which a cluster without a leader counts as failed. An election takes up to 9 s. */
const PATIENCE = 90_000

const nameOf = (i: number): string => `server-${i}`

const numberOf = (ports: readonly Port[], i: number): number => ports[i]?.number ?? 0

const proxied = async ({ from, to }: { from: number; to: number }, ports: readonly Port[]): Promise<Route> => {
  const proxy = new TcpProxy({ host: HOST, port: numberOf(ports, to) })
  await proxy.listen()
  return { from, to, proxy }
}

const waitFor = async (what: string, servers: readonly Server[], holds: () => Promise<boolean>): Promise<void> => {
  let last: unknown = 'it does not hold'
  const held = async (): Promise<boolean> => {
    try {
      return await holds()
    } catch (error) {
      // A server that is just starting does not answer yet.
      last = error
      return false
    }
  }
  if ((await until(held, PATIENCE)) === 'holds') return
  const logs = servers.map((server) => server.log().slice(-2_000))
  throw new Error(`There is no sign of ${what} (${String(last)}):\n${logs.join('\n')}`)
}

const leadership = async (server: Server): Promise<{ readonly leader: string; readonly healthy: boolean }> => {
  // What the server reports about its cluster.
  const told = (await server.monitor('/jsz')) as { readonly meta_cluster?: { readonly leader?: string } }
  const health = (await server.monitor('/healthz')) as { readonly status?: string }
  return { leader: told.meta_cluster?.leader ?? '', healthy: health.status === 'ok' }
}

const streamLeader = async (server: Server, stream: string): Promise<string> => {
  // What the server reports about the streams that it has a copy of.
  const told = (await server.monitor('/jsz?accounts=true&streams=true')) as {
    readonly account_details?: readonly {
      readonly stream_detail?: readonly { readonly name: string; readonly cluster?: { readonly leader?: string } }[]
    }[]
  }
  const streams = (told.account_details ?? []).flatMap(({ stream_detail }) => stream_detail ?? [])
  return streams.find(({ name }) => name === stream)?.cluster?.leader ?? ''
}
