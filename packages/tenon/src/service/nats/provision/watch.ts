import type { Evidence } from '../../../domain/capability/failure.ts'
import { EventStore } from '../../../domain/event/store.ts'
import type { Answer, JetStreamApi } from '../connection/jetstream-api.ts'
import type { Connection } from '../connection/connection.ts'
import type { Connected } from '../connection/connect.ts'
import type { NatsStreamConfig } from './stream-config.ts'
import { DRIFTED, MIXED, UNFIT } from '../failure.ts'
import { driftText, harmOf } from './declared.ts'
import { askReplicas, lineOf, type Member, membersOf, mixtureOf } from './replicas.ts'
import { unfitness } from './server-versions.ts'

/**
 * The least milliseconds between two looks at a JetStream stream, and the most while the version of a server is
 * unknown.
 */
const AGAIN_MS = 1_000
const MOST_AGAIN_MS = 30_000
/**
 * When a server joins or leaves, all stores hear of it at once. Each looks within this many milliseconds, at a random
 * time.
 */
const SPREAD_MS = 500
/** The least milliseconds between two reconnects that were made because a message was too large. */
const RENEW_MS = 5_000

/**
 * Watches the JetStream stream of an open store. It looks when the connection comes back, when a server joins or leaves
 * the cluster, while the version of one of its servers is unknown, and, while it blocks appends, when one is refused.
 * It blocks appends while the JetStream stream or the server breaks what the config promises, and while the servers run
 * versions of different release lines. Reads go on.
 */
export class Watch {
  readonly #connected: Connected
  readonly #connection: Connection
  readonly #api: JetStreamApi
  readonly #config: NatsStreamConfig
  readonly #unlisten: readonly (() => void)[]
  readonly #ending = new AbortController()
  readonly #seen = Promise.withResolvers<void>()
  #ready = false
  /** The release line of the connected server at the last look. */
  #line = ''
  /** The versions of the servers that keep the JetStream stream, by name, for those that are up and could be asked. */
  readonly #versions = new Map<string, string>()
  /** Whether this user is not allowed to ask them. */
  #denied = false
  /** Whether the next look must not rely on earlier answers. */
  #anew = false
  #lookedAt = 0
  #againMs = AGAIN_MS
  #renewedAt = -RENEW_MS
  #looking = false
  /** Whether something happened that the current look may have missed. */
  #missed = false
  #timer: NodeJS.Timeout | undefined

  /** Starts from an answer to `STREAM.INFO`. It asks the other servers in the background. */
  static on(
    connected: Connected,
    connection: Connection,
    api: JetStreamApi,
    config: NatsStreamConfig,
    info: Answer,
  ): Watch {
    const watch = new Watch(connected, connection, api, config)
    void watch.#lookNow(info)
    return watch
  }

  private constructor(connected: Connected, connection: Connection, api: JetStreamApi, config: NatsStreamConfig) {
    this.#connected = connected
    this.#connection = connection
    this.#api = api
    this.#config = config
    this.#unlisten = [
      connection.onChange(() => this.#regain()),
      connection.servers.add(() => this.#lookAnew(Math.random() * SPREAD_MS)),
      connection.oversized.add(() => this.#renew()),
    ]
  }

  /** Whether the servers have been asked once, or what is known without asking blocks appends. */
  get ready(): boolean {
    return this.#ready
  }

  /** Resolves when it is ready, or when it ends. */
  get seen(): Promise<void> {
    return this.#seen.promise
  }

  /** Ends it at once, without waiting for outstanding answers. */
  end(): void {
    clearTimeout(this.#timer)
    for (const end of this.#unlisten) end()
    this.#ending.abort()
    this.#becomeReady()
  }

  #becomeReady(): void {
    this.#ready = true
    this.#seen.resolve()
  }

  #regain(): void {
    if (!this.#connection.up) return
    const { version = '', server_name: name } = this.#connection.client.info ?? {}
    const unfit = unfitness(version, this.#config)
    if (unfit !== undefined) this.#block(UNFIT, unfit)
    // Until the others are asked, these two versions are reason enough to block.
    else if (this.#api.replicas > 1 && lineOf(version) !== this.#line)
      this.#block(MIXED, mixed(`${this.#line} before, and ${name} ${version} now`))
    this.#lookAnew(0)
  }

  /** Looks again without relying on earlier answers, because a server may have been replaced. */
  #lookAnew(inMs: number): void {
    this.#anew = true
    this.#againMs = AGAIN_MS
    if (inMs === 0 || this.#looking) this.#look()
    else this.#lookIn(inMs)
  }

  /**
   * Reconnects, because the client keeps the message limit that the server announced at the connect, and the limit may
   * be higher by now.
   */
  #renew(): void {
    if (performance.now() - this.#renewedAt < RENEW_MS) return
    this.#renewedAt = performance.now()
    this.#connected.reconnect()
  }

  #look(): void {
    if (!this.#connection.up) return
    this.#missed = this.#looking
    if (!this.#looking) void this.#lookNow()
  }

  async #lookNow(opening?: Answer): Promise<void> {
    this.#looking = true
    clearTimeout(this.#timer)
    let known = opening
    do {
      this.#missed = false
      this.#lookedAt = performance.now()
      if (this.#anew) this.#forget()
      const info = known ?? (await this.#info())
      known = undefined
      if (info !== undefined && !this.#ending.signal.aborted) await this.#see(info)
      if (this.#ending.signal.aborted) return
    } while (this.#missed)
    this.#looking = false
    this.#becomeReady()
  }

  #forget(): void {
    this.#anew = false
    this.#versions.clear()
    this.#denied = false
  }

  async #info(): Promise<Answer | undefined> {
    const info = await this.#api.ask(`STREAM.INFO.${this.#config.name}`, {}, 'append', this.#ending.signal)
    if (info.kind === 'answered') return info.value
    if (EventStore.failures[info.failure].passes) this.#lookLater()
    return undefined
  }

  /** Looks again after a time that doubles. The time is random, because many stores may have begun to wait at once. */
  #lookLater(): void {
    this.#lookIn(this.#againMs * (0.5 + Math.random() / 2))
    this.#againMs = Math.min(MOST_AGAIN_MS, this.#againMs * 2)
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#ending.signal.aborted) this.#timer = setTimeout(() => this.#look(), ms).unref()
  }

  /** Decides from `STREAM.INFO`, and from what the servers report about themselves, whether appends may go on. */
  async #see(info: Answer): Promise<void> {
    // Each of its fields is checked before it is used.
    const live = Object(info.config) as Answer
    this.#api.see(Number(live.num_replicas))
    const { info: server } = this.#connection.client
    // The connection was lost meanwhile. The next look comes when it is back.
    if (server === undefined) return
    const { version, server_name: name } = server
    this.#line = lineOf(version)
    const unfit = unfitness(version, this.#config)
    if (unfit !== undefined) return this.#block(UNFIT, unfit)
    const harm = harmOf(this.#config, live, version)
    if (harm.length > 0) return this.#block(DRIFTED, harm.map(driftText).join('; '))
    if (this.#api.replicas === 1) return this.#unblock()
    const members = membersOf(info)
    this.#take(members, { name, version })
    if (this.#blockMixture()) return
    await this.#askOthers(members)
    // The next look covers what happened meanwhile.
    if (this.#ending.signal.aborted || this.#missed || this.#blockMixture()) return
    const all = members.length > 0 && members.every((member) => this.#versions.has(member.name))
    // While the version of a server is unknown, the servers may still run different lines.
    if (all || this.#denied || this.#connection.writeBlock?.evidence.code !== MIXED) this.#unblock()
    // A server that is down may come back with another version.
    if (this.#denied || (all && this.#versions.size >= this.#api.replicas)) this.#againMs = AGAIN_MS
    else this.#lookLater()
  }

  /** Records what is known without asking: the versions of the leader and of the connected server. */
  #take(members: readonly Member[], here: Pick<Member, 'name' | 'version'>): void {
    const names = new Set(members.map(({ name }) => name))
    for (const known of this.#versions.keys()) if (!names.has(known)) this.#versions.delete(known)
    const [leader] = members
    if (leader !== undefined) this.#versions.set(leader.name, leader.version)
    if (names.has(here.name)) this.#versions.set(here.name, here.version)
  }

  /** Asks the servers that are up for their versions, except those that are known. */
  async #askOthers(members: readonly Member[]): Promise<void> {
    const unknown = members.filter(({ name }) => !this.#versions.has(name))
    if (this.#denied || unknown.length === 0) return
    const { replicas, denied } = await askReplicas(
      this.#connection,
      this.#api,
      this.#config,
      unknown,
      this.#ending.signal,
    )
    for (const { name, version } of replicas) if (!this.#versions.has(name)) this.#versions.set(name, version)
    this.#denied = denied
  }

  #block(code: string, message: string): void {
    const evidence: Evidence = { technology: 'nats', code, message }
    this.#connection.writeBlock = { evidence, refused: () => this.#refused() }
  }

  /** Blocks appends if the known versions belong to different release lines. Returns whether it did. */
  #blockMixture(): boolean {
    const mixture = mixtureOf([...this.#versions].map(([name, version]) => ({ name, version })))
    if (mixture !== undefined) this.#block(MIXED, mixed(mixture))
    return mixture !== undefined
  }

  #unblock(): void {
    this.#connection.writeBlock = undefined
  }

  #refused(): void {
    if (!this.#looking && performance.now() - this.#lookedAt >= AGAIN_MS) this.#lookAnew(0)
  }
}

const mixed = (servers: string): string =>
  `its servers run versions of different release lines (${servers}), and one may store an append that another refuses; appends go on when all run one line`
