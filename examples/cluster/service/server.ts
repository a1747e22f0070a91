import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'

/**
 * The part of a server's monitoring that is used: the streams it has a copy of, the leader of each, and how many
 * messages it holds.
 */
const Monitored = z.object({
  account_details: z
    .array(
      z.object({
        stream_detail: z
          .array(
            z.object({
              name: z.string(),
              cluster: z.object({ leader: z.string().optional() }).optional(),
              state: z.object({ messages: z.int() }),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
})

/** A nats-server with a configuration file, in a process of its own. It ends with this process. */
export class Server {
  readonly name: string
  readonly url: string
  readonly #binary: string
  readonly #file: string
  readonly #folder: string
  readonly #monitor: string
  #process: ChildProcess | undefined

  /** Reads the file, and starts nothing. The server will keep its data in the folder. */
  static async of(binary: string, file: string, folder: string): Promise<Server> {
    return new Server(binary, file, folder, await readFile(file, 'utf8'))
  }

  private constructor(binary: string, file: string, folder: string, config: string) {
    const stated = (field: string): string =>
      new RegExp(`^${field}: *"?([^\\s"]+)`, 'm').exec(config)?.[1] ?? basename(file, '.conf')
    this.name = stated('server_name')
    this.url = `nats://${stated('listen')}`
    this.#monitor = `http://${stated('http')}`
    this.#binary = binary
    this.#file = file
    this.#folder = folder
    process.once('exit', () => this.#process?.kill('SIGKILL'))
  }

  /** Starts the server, or starts it again with its data. Resolves when it answers. */
  async start(): Promise<void> {
    const started = spawn(this.#binary, ['-c', this.#file], { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] })
    this.#process = started
    const said = text(started.stderr)
    while ((await this.#ask('/varz')) === undefined) {
      if (started.exitCode !== null) throw new Error(`${this.name} cannot be started:\n${await said}`)
      await wait(20)
    }
  }

  /** Kills the server, as a power cut would. Resolves when its process has ended. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Stops the server in order. Resolves when its process has ended. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Resolves when the server holds this many messages of a stream. */
  async keeps(stream: string, messages: number): Promise<void> {
    while ((await this.#detail(stream))?.state.messages !== messages) await wait(100)
  }

  /** Returns whether the server takes itself for the leader of a stream. */
  async leads(stream: string): Promise<boolean> {
    return (await this.#detail(stream))?.cluster?.leader === this.name
  }

  async #detail(stream: string) {
    const answer = await this.#ask('/jsz?accounts=true&streams=true')
    const told = Monitored.parse((await answer?.json()) ?? {})
    const streams = (told.account_details ?? []).flatMap(({ stream_detail: some }) => some ?? [])
    return streams.find(({ name }) => name === stream)
  }

  /** Returns the answer of its monitoring, or nothing while it does not answer. */
  #ask(path: string): Promise<Response | undefined> {
    return fetch(`${this.#monitor}${path}`).catch(() => undefined)
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const ended = this.#process
    if (ended === undefined || ended.exitCode !== null || ended.signalCode !== null) return
    const exit = once(ended, 'exit')
    ended.kill(signal)
    await exit
  }
}
