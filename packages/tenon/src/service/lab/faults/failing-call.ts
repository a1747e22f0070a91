import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Fault, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'
import { nothing, ready, unavailable } from './ready.ts'

/** System calls that fail, as a rig states them. */
export interface Failing extends Omit<Fault, 'prepare'> {
  /** The names of the calls on Linux. */
  readonly calls: readonly [string, ...string[]]
  /** The error of the calls, such as `EIO`. */
  readonly error: string
  /**
   * Which of the calls fail in each thread, counted from 1 and written as for `strace`: `3` is the third, `1+` are all.
   */
  readonly which: string
}

/** Makes a fault: system calls of this process fail and are not made. For bindings that write in this process. */
export const failingCall = ({ calls, error, which, ...stated }: Failing): Fault => ({
  ...stated,
  prepare: () => prepare(calls.join(','), `error=${error}:when=${which}`),
})

const prepare = async (calls: string, how: string): Promise<Prepared | Unavailable> => {
  const tried = await watch(['trace=none'])
  if (tried === undefined)
    return unavailable('system calls of this process cannot be made to fail here; that needs Linux and strace')
  await stop(tried)
  let watching: ChildProcess | undefined
  return ready({
    strike: async () => {
      watching = await watch([`trace=${calls}`, `inject=${calls}:${how}`])
      if (watching === undefined) throw new Error('strace could not attach to this process a second time')
    },
    heal: async () => {
      if (watching !== undefined) await stop(watching)
      watching = undefined
    },
    end: nothing,
  })
}

/** Attaches `strace` to every thread of this process. Resolves with `undefined` if it cannot be attached. */
const watch = async (expressions: readonly string[]): Promise<ChildProcess | undefined> => {
  const what = expressions.flatMap((expression) => ['-e', expression])
  const child = spawn('strace', ['-f', '-p', String(process.pid), '-o', '/dev/null', ...what], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const attached = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', () => resolve(false))
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(' attached')) resolve(true)
    })
  })
  return (await attached) ? child : undefined
}

/** Ends `strace`, which detaches before it ends. */
const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGINT')
  await closed
}
