import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import type { Address } from 'tenon/conformance'
import { until, within } from '../../../../src/service/lab/time.ts'
import type { NatsServer } from '../../../../../../scripts/nats-servers.ts'
import { binaryOf, type Series } from './binaries.ts'
import { HOST, type Port, takePort } from './ports.ts'
import { Watched } from './watched.ts'

/** The settings of a server. */
export interface ServerOptions {
  readonly series: Series
  /** An addition to its configuration, such as an `authorization` block. */
  readonly config?: string
  /** Whether it has JetStream, or an addition to its `jetstream` block. By default it has JetStream. */
  readonly jetstream?: boolean | string
  /** Whether it syncs each message to the disk, which 2.9 cannot. By default it does not. */
  readonly syncAlways?: boolean
  /** Where JetStream keeps its files. By default they are removed with the server. */
  readonly folder?: string
}

/** Starts a nats-server at a free port of 127.0.0.1. Resolves when it answers. */
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

/** A test's own nats-server. It ends at the latest with this process, however that ends, and does not keep it alive. */
export class Server {
  readonly #options: ServerOptions
  readonly #home: string
  readonly #ports: { readonly client: Port; readonly monitor: Port }
  #binary: NatsServer
  #config: string
  #run: Watched | undefined
  #said: string | undefined
  #paused = false

  /** Prepares everything that a server needs, and does not start it. */
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

  /** The version of its binary. */
  get version(): string {
    return this.#binary.version
  }

  /** The address for clients. It stays the same over restarts. */
  get url(): string {
    return `nats://${HOST}:${this.port}`
  }

  get port(): number {
    return this.#ports.client.number
  }

  get address(): Address {
    return { host: HOST, port: this.port }
  }

  /** The current process, or the last one. */
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

  /** The `config` that it was started with, or that was applied since. */
  get config(): string {
    return this.#config
  }

  /** Where JetStream keeps its files. */
  get folder(): string {
    return this.#options.folder ?? join(this.#home, 'store')
  }

  /** Its whole output so far, over all restarts. */
  log(): string {
    return this.#said ?? read(this.#logFile)
  }

  /**
   * Stops the server, waits for that, and removes its files. A server that does not stop is killed. A second call does
   * nothing.
   */
  async stop(): Promise<void> {
    await this.#end()
    this.#said ??= this.log()
    for (const port of Object.values(this.#ports)) port.free()
    await rm(this.#home, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /**
   * Kills the server, as a power cut of the program would, and waits until it has ended. Its files stay for a restart.
   */
  async kill(): Promise<void> {
    this.#paused = false
    this.#run?.signal('SIGKILL')
    await this.#run?.end()
  }

  /** Pauses the server until `resume`. Its connections stay. */
  pause(): void {
    this.#paused = true
    this.#run?.signal('SIGSTOP')
  }

  resume(): void {
    this.#paused = false
    this.#run?.signal('SIGCONT')
  }

  /**
   * Stops the server if it runs, starts it with the same port, folder and configuration, and waits until it answers.
   */
  async restart(): Promise<void> {
    if (this.#said !== undefined) throw new Error('The server was stopped, and what it kept is gone.')
    await this.#end()
    await this.#write()
    const before = this.log().length
    this.#run = await Watched.start(this.#home, [this.#binary.path, '-c', this.#configFile])
    await this.#says(before, /Server is ready/)
  }

  /** Sets the binary of another series for the next start. */
  async exchange(series: Series): Promise<void> {
    this.#binary = await binaryOf(series)
  }

  /** Sets another `config` for the next start. */
  rewrite(config: string): void {
    this.#config = config
  }

  /** Applies another `config` while the server runs. Rejects if the server refuses it. */
  async reload(config: string): Promise<void> {
    this.#config = config
    await this.#write()
    const before = this.log().length
    this.#run?.signal('SIGHUP')
    const said = await this.#says(before, /Reloaded server configuration|Failed to reload server configuration.*/)
    if (said.startsWith('Failed')) throw new Error(said)
  }

  /** Returns the answer of its monitoring endpoint for a path such as `/jsz`. Rejects if it does not answer. */
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
    // A paused server receives the signal when it is resumed.
    this.resume()
    const over = this.#run?.end()
    if (over !== undefined && (await within(over, GRACE)) === 'late') await this.kill()
  }

  /** Waits for output after a place in its log, and returns it. Rejects if the server ends first. */
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

/** The milliseconds after which a request to a server counts as failed. If all is well, nothing takes this long. */
const PATIENCE = 30_000

/**
 * The milliseconds that a server has to stop by itself, or to answer. With a full disk, or paused, it takes forever.
 */
const GRACE = 5_000

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
