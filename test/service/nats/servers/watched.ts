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

  /** Starts it. What it says is added to the file `log` of a folder, which is removed where this process ends before it. */
  static async start(folder: string, command: readonly string[]): Promise<Watched> {
    // In a session of its own, so that what kills the tests' process group leaves the guard to do its duty.
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

  /** Sends a signal, unless it has ended. */
  signal(signal: NodeJS.Signals): void {
    try {
      if (this.#running) process.kill(this.pid, signal)
    } catch (error) {
      // It has just ended, which is heard of a moment later.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }

  /** Waits until it has ended, and keeps this process alive for that. */
  async end(): Promise<void> {
    this.#guard.ref()
    await this.ended
  }
}

/**
 * Runs a command and waits for it. Nothing is ever written to the guard's input: it ends when the process at the other side is gone, and
 * then the command is killed.
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

/** A pipe of a child process is a socket, which its type does not tell. */
const unref = (held: ChildProcess | Readable | Writable): void => {
  if ('unref' in held && typeof held.unref === 'function') held.unref()
}
