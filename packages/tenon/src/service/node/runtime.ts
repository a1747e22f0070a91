import { AsyncResource } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { performance } from 'node:perf_hooks'
import type { Runtime } from '../binding/runtime.ts'

/** The runtime of Node. */
export const runtime: Runtime = Object.freeze({
  now: () => performance.now(),
  random: () => Math.random(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, Math.min(ms, MOST_MS))
    return {
      hold: (process: boolean) => {
        if (process) timer.ref()
        else timer.unref()
      },
      cancel: () => clearTimeout(timer),
    }
  },
  soon: (run: () => void) => {
    setImmediate(run)
  },
  context: () => {
    // Each call makes one. It does the same as a snapshot of AsyncLocalStorage, and is a hundred times as cheap.
    const here = new AsyncResource('tenon')
    return <Given>(run: () => Given): Given => here.runInAsyncScope(run)
  },
  tracing: (name: string) => tracingChannel(name),
})

/** The longest time that a timer of Node can wait. A longer one would fire at once. */
const MOST_MS = 2 ** 31 - 1
