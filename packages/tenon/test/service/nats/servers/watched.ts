import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** A program that never outlives this process, however this process ends. It does not keep this process alive. */
export class Watched {
  readonly pid: number
  /** Resolves when the program has ended. */
  readonly ended: Promise<unknown>
  readonly #guard: ChildProcess
  #running = true

  private constructor(pid: number, guard: ChildProcess, ended: Promise<unknown>) {
    this.pid = pid
    this.#guard = guard
    this.ended = ended
    guard.once('exit', () => {
      this.#running = false
    })
  }

  /**
   * Starts the program. Its output is appended to the file `log` in a folder, which is removed if this process ends
   * first.
   */
  static async start(folder: string, command: readonly string[]): Promise<Watched> {
    // In its own process group, so that a signal to the tests' group does not kill the guard.
    const guard = spawn('sh', ['-c', GUARD, folder, ...command], { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
    const ended = once(guard, 'exit')
    const [line] = await Promise.race([
      once(guard.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`${command.join(' ')} could not be started.`))),
    ])
    for (const held of [guard, guard.stdin, guard.stdout]) unref(held)
    return new Watched(Number(line), guard, ended)
  }

  get running(): boolean {
    return this.#running
  }

  /** Sends a signal, unless the program has ended. */
  signal(signal: NodeJS.Signals): void {
    try {
      if (this.#running) process.kill(this.pid, signal)
    } catch (error) {
      // It has just ended, which is reported a moment later.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }

  /** Waits until the program has ended, and keeps this process alive meanwhile. */
  async end(): Promise<void> {
    this.#guard.ref()
    await this.ended
  }
}

/**
 * Runs a command and waits for it. Nothing is ever written to the guard's input: it ends when the process at the other
 * side is gone, and then the command is killed.
 */
const GUARD = `
exec 3<&0 2>>"$0/log"
"$@" </dev/null 3<&- >&2 &
command=$!
( read -r never <&3; : >"$0/orphaned"; kill -9 "$command" ) >&2 &
watch=$!
exec 3<&-
echo "$command"
wait "$command"
kill -9 "$watch"
wait "$watch" 2>/dev/null
if [ -e "$0/orphaned" ]; then rm -rf "$0"; fi
`

/** A pipe of a child process is a socket, although its type does not say so. */
const unref = (held: ChildProcess | Readable | Writable): void => {
  if ('unref' in held && typeof held.unref === 'function') held.unref()
}
