import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Fault, Place, Prepared } from '../../../domain/conformance/fault.ts'
import { ready } from './ready.ts'

/** A lock, as a rig states it. */
export interface Lock extends Omit<Fault, 'prepare'> {
  /**
   * The command, with its arguments, that holds the lock of a place. It prints `ready`. When it reads `take` it takes
   * the lock and prints `taken`. When it reads `release` it releases the lock and prints `released`. Each of these is a
   * line.
   */
  command(place: Place): readonly [string, ...string[]]
}

/** Makes a fault: another process holds a lock. */
export const heldLock = ({ command, ...stated }: Lock): Fault => ({
  ...stated,
  prepare: async (place): Promise<Prepared> => {
    const holder = Holder.start(command(place))
    try {
      await holder.receive('ready')
    } catch (error) {
      await holder.end()
      throw error
    }
    return ready({
      strike: () => holder.tell('take', 'taken'),
      heal: () => holder.tell('release', 'released'),
      end: () => holder.end(),
    })
  },
})

/** Another process, which takes a lock and releases it. */
class Holder {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  readonly #ended: Promise<unknown>

  static start(words: readonly [string, ...string[]]): Holder {
    return new Holder(words)
  }

  private constructor([command, ...args]: readonly [string, ...string[]]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', resolve)
      // A command that cannot be started sends no lines, and `receive` fails then.
      this.#child.once('error', resolve)
    })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
    // Writing to a process that has ended fails. It sends no lines either, and `receive` fails then.
    this.#child.stdin.on('error', () => undefined)
  }

  async tell(what: string, answer: string): Promise<void> {
    this.#child.stdin.write(`${what}\n`)
    await this.receive(answer)
  }

  async receive(wanted: string): Promise<void> {
    const { done, value } = await this.#lines.next()
    if (done === true) throw new Error(`the process that holds the lock ended before it said ${wanted}`)
    if (value !== wanted) throw new Error(`the process that holds the lock said ${value}, and not ${wanted}`)
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}
