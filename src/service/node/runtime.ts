import { AsyncResource } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import { performance } from 'node:perf_hooks'
import type { Machine } from '../binding/machine.ts'

/** The machine that Node runs on. */
export const machine: Machine = Object.freeze({
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
    // A hundred times as cheap as a snapshot of AsyncLocalStorage, and the same: each call takes one.
    const here = new AsyncResource('tenon')
    return <Given>(run: () => Given): Given => here.runInAsyncScope(run)
  },
  channel: (name: string) => channel(name),
})

/** The longest a timer of Node can wait; a longer one would ring at once. */
const MOST_MS = 2 ** 31 - 1
