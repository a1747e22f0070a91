import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { userEnvironment } from './packed.ts'

/** A command that goes on while others run, as one in another terminal does. */
export class Background implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #ended: Promise<'ended'>
  #printed = ''

  constructor(line: string, cwd: string) {
    // A process group of its own, so that what the shell starts is ended with it.
    this.#child = spawn('bash', ['-c', `exec 2>&1; ${line}`], { cwd, env: userEnvironment(), detached: true })
    this.#ended = once(this.#child, 'close').then(() => 'ended' as const)
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text
    })
  }

  /** Waits until it has printed something that matches, has ended, or is silent for a minute. Returns what it has printed. */
  async printed(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#printed.trim())) {
      const more = once(this.#child.stdout ?? this.#child, 'data', { signal: AbortSignal.timeout(60_000) })
      const silent = more.catch(() => 'silent' as const)
      if (typeof (await Promise.race([silent, this.#ended])) === 'string') break
    }
    return this.#printed.trim()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child
    if (exitCode === null && signalCode === null && pid !== undefined) process.kill(-pid, 'SIGTERM')
    await this.#ended
  }
}
