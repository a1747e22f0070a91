import type { Evidence } from '../../../domain/capability/failure.ts'
import { EventStore } from '../../../domain/event/store.ts'
import type { Answer, Api } from '../connection/api.ts'
import type { Link } from '../connection/link.ts'
import type { Reached } from '../connection/reach.ts'
import type { NatsStreamConfig } from '../config.ts'
import { DRIFTED, MIXED } from '../failure.ts'
import { driftText, harmOf } from './declared.ts'
import { askReplicas, lineOf, membersOf, mixtureOf } from './replicas.ts'

/** The least milliseconds between two looks at a JetStream stream. */
const AGAIN_MS = 1_000
/** The least milliseconds between two connections that are made anew because a message was too large for the one before. */
const RENEW_MS = 5_000

/**
 * Looks at the JetStream stream of an open store: when the connection comes back, when a server joins or leaves the cluster, and, while
 * appends are refused for what it saw, when one is refused. Appends are refused while the JetStream stream breaks what the config
 * promises, and while its servers run versions of different lines. Reads go on.
 */
export class Watch {
  readonly #reached: Reached
  readonly #link: Link
  readonly #api: Api
  readonly #config: NatsStreamConfig
  readonly #deaf: readonly (() => void)[]
  /** The line of the server at the other end when the servers were last seen. */
  #line = ''
  /** The versions of the servers that keep the JetStream stream, by their names, as far as they are up and could be asked. */
  readonly #versions = new Map<string, string>()
  /** Whether this user may not ask them. */
  #denied = false
  #lookedAt = 0
  #renewedAt = -RENEW_MS
  #looking = false
  /** Whether something happened that the look which goes on may have missed. */
  #missed = false
  #ended = false
  #timer: NodeJS.Timeout | undefined

  /** Begins with what `STREAM.INFO` said, and resolves when the servers have been seen. */
  static async on(reached: Reached, link: Link, api: Api, config: NatsStreamConfig, info: Answer): Promise<Watch> {
    const watch = new Watch(reached, link, api, config)
    await watch.#see(info)
    return watch
  }

  private constructor(reached: Reached, link: Link, api: Api, config: NatsStreamConfig) {
    this.#reached = reached
    this.#link = link
    this.#api = api
    this.#config = config
    this.#deaf = [
      link.listen(() => this.#regain()),
      link.servers.add(() => this.#lookAnew()),
      link.oversized.add(() => this.#renew()),
    ]
  }

  end(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    for (const end of this.#deaf) end()
  }

  #regain(): void {
    if (!this.#link.up) return
    const { info } = this.#link.connection
    // Until the others were asked, the two that are known are enough to wait for.
    if (this.#api.replicas > 1 && lineOf(info?.version ?? '') !== this.#line)
      this.#bar(MIXED, mixed(`${this.#line} before, and ${info?.server_name} ${info?.version} now`))
    this.#lookAnew()
  }

  /** Some server may be another than it was. */
  #lookAnew(): void {
    this.#versions.clear()
    this.#look()
  }

  /** The client keeps the limit of a message as the server told it when they connected. It may be higher by now. */
  #renew(): void {
    if (performance.now() - this.#renewedAt < RENEW_MS) return
    this.#renewedAt = performance.now()
    this.#reached.renew()
  }

  #look(): void {
    if (!this.#link.up) return
    this.#missed = this.#looking
    if (!this.#looking) void this.#lookNow()
  }

  async #lookNow(): Promise<void> {
    this.#looking = true
    clearTimeout(this.#timer)
    do {
      this.#missed = false
      this.#lookedAt = performance.now()
      const info = await this.#api.ask(`STREAM.INFO.${this.#config.name}`, {}, 'append')
      if (this.#ended) return
      if (info.kind === 'answered') await this.#see(info.value)
      else if (EventStore.failures[info.failure].passes) this.#lookLater()
    } while (this.#missed)
    this.#looking = false
  }

  #lookLater(): void {
    clearTimeout(this.#timer)
    if (!this.#ended) this.#timer = setTimeout(() => this.#look(), AGAIN_MS).unref()
  }

  /** Decides by what `STREAM.INFO` says, and by what the servers say of themselves, whether appends may go on. */
  async #see(info: Answer): Promise<void> {
    // Each of its fields is looked at before it is used.
    const live = Object(info.config) as Answer
    this.#api.see(Number(live.num_replicas))
    const { info: server } = this.#link.connection
    // The connection was lost meanwhile: it is looked again when it is back.
    if (server === undefined) return
    const { version } = server
    const harm = harmOf(this.#config, live, version)
    const mixture = this.#api.replicas > 1 ? await this.#mixture(info) : undefined
    this.#line = lineOf(version)
    if (harm.length > 0) this.#bar(DRIFTED, harm.map(driftText).join('; '))
    else if (mixture !== undefined) this.#bar(MIXED, mixed(mixture))
    else this.#link.bar = undefined
  }

  /** Asks the servers that are up for their versions, unless they are known, and says which there are where they do not go together. */
  async #mixture(info: Answer): Promise<string | undefined> {
    const members = membersOf(info)
    const versions = this.#versions
    const unknown = members.filter(({ name }) => !versions.has(name))
    if (!this.#denied) {
      const { replicas, denied } = await askReplicas(this.#link, this.#api, this.#config, unknown)
      for (const { name, version } of replicas) versions.set(name, version)
      this.#denied = denied
    }
    // These two are known even where this user may not ask.
    const [leader] = members
    if (leader !== undefined) versions.set(leader.name, leader.version)
    const { server_name: name = '', version = '' } = this.#link.connection.info ?? {}
    if (members.some((member) => member.name === name)) versions.set(name, version)
    for (const known of versions.keys()) if (!members.some((member) => member.name === known)) versions.delete(known)
    // One that is down may come back as another.
    if (versions.size < this.#api.replicas && !this.#denied) this.#lookLater()
    return mixtureOf([...versions].map(([server, its]) => ({ name: server, version: its })))
  }

  #bar(code: string, message: string): void {
    const evidence: Evidence = { technology: 'nats', code, message }
    this.#link.bar = { evidence, refused: () => this.#refused() }
  }

  #refused(): void {
    if (performance.now() - this.#lookedAt >= AGAIN_MS) this.#look()
  }
}

const mixed = (servers: string): string =>
  `its servers run versions of different lines (${servers}), and one may store an append that another refuses; appends go on when all run one line`
