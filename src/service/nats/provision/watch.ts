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

/** The least milliseconds between two looks at a JetStream stream, and the most while a server is not known. */
const AGAIN_MS = 1_000
const MOST_AGAIN_MS = 30_000
/** The most milliseconds until a store looks when a server joins or leaves: all stores hear of it at the same time. */
const SPREAD_MS = 500
/** The least milliseconds between two connections that are made anew because a message was too large for the one before. */
const RENEW_MS = 5_000

/**
 * Looks at the JetStream stream of an open store: when the connection comes back, when a server joins or leaves the cluster, while one of its
 * servers is not known, and, while appends are refused for what it saw, when one is refused. Appends are refused while the JetStream stream or
 * the server breaks what the config promises, and while its servers run versions of different lines. Reads go on.
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
  /** The line of the server at the other end when the servers were last seen. */
  #line = ''
  /** The versions of the servers that keep the JetStream stream, by their names, as far as they are up and could be asked. */
  readonly #versions = new Map<string, string>()
  /** Whether this user may not ask them. */
  #denied = false
  /** Whether the next look must not trust what the servers said before. */
  #anew = false
  #lookedAt = 0
  #againMs = AGAIN_MS
  #renewedAt = -RENEW_MS
  #looking = false
  /** Whether something happened that the look which goes on may have missed. */
  #missed = false
  #timer: NodeJS.Timeout | undefined

  /** Begins with what `STREAM.INFO` said. Other servers are asked in the background. */
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

  /** Whether the servers were asked once, or what is known without that bars appends. */
  get ready(): boolean {
    return this.#ready
  }

  /** Resolves when it is ready, and at the end. */
  get seen(): Promise<void> {
    return this.#seen.promise
  }

  /** Ends it at once: answers that are still to come are not waited for. */
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
    // Until the others were asked, the two that are known are enough to wait for.
    else if (this.#api.replicas > 1 && lineOf(version) !== this.#line)
      this.#block(MIXED, mixed(`${this.#line} before, and ${name} ${version} now`))
    this.#lookAnew(0)
  }

  /** Some server may be another than it was. */
  #lookAnew(inMs: number): void {
    this.#anew = true
    this.#againMs = AGAIN_MS
    if (inMs === 0 || this.#looking) this.#look()
    else this.#lookIn(inMs)
  }

  /** The client keeps the limit of a message as the server told it when they connected. It may be higher by now. */
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

  /** Looks again after a time that doubles. It varies, because many stores may have begun to wait at the same time. */
  #lookLater(): void {
    this.#lookIn(this.#againMs * (0.5 + Math.random() / 2))
    this.#againMs = Math.min(MOST_AGAIN_MS, this.#againMs * 2)
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#ending.signal.aborted) this.#timer = setTimeout(() => this.#look(), ms).unref()
  }

  /** Decides by what `STREAM.INFO` says, and by what the servers say of themselves, whether appends may go on. */
  async #see(info: Answer): Promise<void> {
    // Each of its fields is looked at before it is used.
    const live = Object(info.config) as Answer
    this.#api.see(Number(live.num_replicas))
    const { info: server } = this.#connection.client
    // The connection was lost meanwhile: it is looked again when it is back.
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
    // What happened meanwhile is looked at next.
    if (this.#ending.signal.aborted || this.#missed || this.#blockMixture()) return
    const all = members.length > 0 && members.every((member) => this.#versions.has(member.name))
    // While a server is not known, nothing shows that what was mixed is so no more.
    if (all || this.#denied || this.#connection.writeBlock?.evidence.code !== MIXED) this.#unblock()
    // One that is down may come back as another.
    if (this.#denied || (all && this.#versions.size >= this.#api.replicas)) this.#againMs = AGAIN_MS
    else this.#lookLater()
  }

  /** Takes over what is known without asking, also where this user may not ask: the versions of the leader and of the server at the other end. */
  #take(members: readonly Member[], here: Pick<Member, 'name' | 'version'>): void {
    const names = new Set(members.map(({ name }) => name))
    for (const known of this.#versions.keys()) if (!names.has(known)) this.#versions.delete(known)
    const [leader] = members
    if (leader !== undefined) this.#versions.set(leader.name, leader.version)
    if (names.has(here.name)) this.#versions.set(here.name, here.version)
  }

  /** Asks the servers that are up for their versions, unless they are known. */
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

  /** Bars appends where the versions that are known do not go together, and says whether it did. */
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
  `its servers run versions of different lines (${servers}), and one may store an append that another refuses; appends go on when all run one line`
