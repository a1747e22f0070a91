import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import type { Address } from 'tenon/conformance'
import { until, within } from '../../../../src/service/lab/time.ts'
import type { NatsServer } from '../../../../scripts/nats-servers.ts'
import { binaryOf, type Series } from './binaries.ts'
import { HOST, type Port, takePort } from './ports.ts'
import { Watched } from './watched.ts'

/** How a server is to run. */
export interface ServerOptions {
  readonly series: Series
  /** More of its configuration, in the server's own words, such as an `authorization` block. */
  readonly config?: string
  /** Whether it has JetStream, or what more its `jetstream` block says. It has it when nothing is said. */
  readonly jetstream?: boolean | string
  /** Whether it syncs each message to the disk, which 2.9 cannot. It does not when nothing is said. */
  readonly syncAlways?: boolean
  /** Where JetStream keeps its files. They are removed with the server when nothing is said. */
  readonly folder?: string
}

/** Starts a nats-server at a free port of 127.0.0.1, and resolves when it answers. */
export const startServer = async (options: ServerOptions): Promise<Server> => {
  const server = await Server.make(options)
  try {
    await server.restart()
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** A nats-server of a test's own. It ends with this process at the latest, however that ends, and does not keep it alive. */
export class Server {
  readonly #options: ServerOptions
  readonly #home: string
  readonly #ports: { readonly client: Port; readonly monitor: Port }
  #binary: NatsServer
  #config: string
  #run: Watched | undefined
  #said: string | undefined
  #paused = false

  /** Makes everything ready that a server needs, and does not start it. */
  static async make(options: ServerOptions): Promise<Server> {
    const binary = await binaryOf(options.series)
    const [client, monitor] = await Promise.all([takePort(), takePort()])
    return new Server(options, binary, await mkdtemp(join(tmpdir(), 'tenon-nats-')), { client, monitor })
  }

  private constructor(
    options: ServerOptions,
    binary: NatsServer,
    home: string,
    ports: { readonly client: Port; readonly monitor: Port },
  ) {
    this.#options = options
    this.#binary = binary
    this.#home = home
    this.#ports = ports
    this.#config = options.config ?? ''
  }

  /** The version of the binary that it runs, or is to run. */
  get version(): string {
    return this.#binary.version
  }

  /** Where clients connect to. It stays the same over restarts. */
  get url(): string {
    return `nats://${HOST}:${this.port}`
  }

  get port(): number {
    return this.#ports.client.number
  }

  get address(): Address {
    return { host: HOST, port: this.port }
  }

  /** The process that runs now, or ran last. */
  get pid(): number {
    if (this.#run === undefined) throw new Error('The server was never started.')
    return this.#run.pid
  }

  get running(): boolean {
    return this.#run?.running ?? false
  }

  /** Whether it runs, and is not paused. */
  get awake(): boolean {
    return this.running && !this.#paused
  }

  /** The `config` that it was started with, or that was put in force since. */
  get config(): string {
    return this.#config
  }

  /** Where JetStream keeps its files. */
  get folder(): string {
    return this.#options.folder ?? join(this.#home, 'store')
  }

  /** Everything that it has said so far, over all restarts. */
  log(): string {
    return this.#said ?? read(this.#logFile)
  }

  /** Ends it, waits for that, and removes what it kept. A server that does not end when asked is killed. Twice is once. */
  async stop(): Promise<void> {
    await this.#end()
    this.#said ??= this.log()
    for (const port of Object.values(this.#ports)) port.free()
    await rm(this.#home, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Kills it, as a power cut of the program would, and waits until it is gone. What it kept stays for a restart. */
  async kill(): Promise<void> {
    this.#paused = false
    this.#run?.signal('SIGKILL')
    await this.#run?.end()
  }

  /** Stops the clock for it, until `resume`. Its connections stay. */
  pause(): void {
    this.#paused = true
    this.#run?.signal('SIGSTOP')
  }

  resume(): void {
    this.#paused = false
    this.#run?.signal('SIGCONT')
  }

  /** Ends it where it runs, starts it with the same port, folder and configuration, and waits until it answers. */
  async restart(): Promise<void> {
    if (this.#said !== undefined) throw new Error('The server was stopped, and what it kept is gone.')
    await this.#end()
    await this.#write()
    const before = this.log().length
    this.#run = await Watched.start(this.#home, [this.#binary.path, '-c', this.#configFile])
    await this.#says(before, /Server is ready/)
  }

  /** Puts the binary of another series in place for the next time that it is started. */
  async exchange(series: Series): Promise<void> {
    this.#binary = await binaryOf(series)
  }

  /** Puts another `config` in place for the next time that it is started. */
  rewrite(config: string): void {
    this.#config = config
  }

  /** Puts another `config` in force while it runs, in place of the one it was started with. Rejects when the server refuses it. */
  async reload(config: string): Promise<void> {
    this.#config = config
    await this.#write()
    const before = this.log().length
    this.#run?.signal('SIGHUP')
    const said = await this.#says(before, /Reloaded server configuration|Failed to reload server configuration.*/)
    if (said.startsWith('Failed')) throw new Error(said)
  }

  /** What its monitoring endpoint gives for a path such as `/jsz`. Rejects when it does not answer. */
  monitor(path: string): Promise<unknown> {
    const signal = AbortSignal.timeout(GRACE)
    return new Promise((resolve, reject) => {
      get({ host: HOST, port: this.#ports.monitor.number, path, agent: false, signal }, (response) => {
        json(response).then(resolve, reject)
      }).on('error', reject)
    })
  }

  get #logFile(): string {
    return join(this.#home, 'log')
  }

  get #configFile(): string {
    return join(this.#home, 'config')
  }

  async #end(): Promise<void> {
    if (!this.running) return
    this.#run?.signal('SIGTERM')
    // One that is paused hears of it when it goes on.
    this.resume()
    const over = this.#run?.end()
    if (over !== undefined && (await within(over, GRACE)) === 'late') await this.kill()
  }

  /** Waits until it has said something after a place in its log, and gives that. Rejects when it ends before. */
  async #says(after: number, wanted: RegExp): Promise<string> {
    const said = () => wanted.exec(this.log().slice(after))?.[0]
    const seen = await until(async () => said() !== undefined || !this.running, PATIENCE)
    const found = said()
    if (found !== undefined) return found
    const why = seen === 'late' ? `did not say ${wanted}` : 'ended'
    throw new Error(`nats-server ${this.version} ${why}:\n${this.log().slice(after)}`)
  }

  async #write(): Promise<void> {
    const { client, monitor } = this.#ports
    const lines = [
      `host: "${HOST}", port: ${client.number}, http: "${HOST}:${monitor.number}"`,
      ...this.#jetstream(),
      this.#config,
    ]
    await writeFile(this.#configFile, `${lines.join('\n')}\n`)
  }

  #jetstream(): readonly string[] {
    const { jetstream = true, syncAlways = false } = this.#options
    if (jetstream === false) return []
    const more = jetstream === true ? '' : jetstream
    return [`jetstream {\nstore_dir: "${this.folder}"\n${syncAlways ? 'sync_interval: always' : ''}\n${more}\n}`]
  }
}

/** The milliseconds after which a server will not do any more what it was asked for. Nothing waits so long where all is well. */
const PATIENCE = 30_000

/** The milliseconds that a server has to end by itself, or to answer. One with a full disk takes for ever, and so does a paused one. */
const GRACE = 5_000

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
