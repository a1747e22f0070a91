import { closeSync, openSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { devNull } from 'node:os'
import type { Fault, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'
import { processLimit } from './limit.ts'
import { type Met, nothing, ready, unavailable } from './ready.ts'

/** Makes a fault: the process has only `left` file handles left when a store is opened. */
export const noHandles = (left: number, met: Met): Fault => ({
  name: `handles_left_${left}`,
  says: `${left === 0 ? 'No file handles' : `At most ${left} file handles`} are left when the store is opened.`,
  strikes: 'open',
  ...met,
  prepare: () => prepare(left),
})

/**
 * How many handles are taken, and closed when the fault is healed: more than the command needs that restores the limit.
 */
const SPARE = 64

const prepare = async (left: number): Promise<Prepared | Unavailable> => {
  const limit = await processLimit('nofile')
  if (limit === undefined || (await highestHandle()) === undefined)
    return unavailable('the limit of file handles cannot be lowered here; that needs Linux and prlimit')
  const taken: number[] = []
  return ready({
    strike: async () => {
      await limit.lower(((await highestHandle()) ?? 0) + SPARE)
      // From here on nothing may wait, so that nothing else takes a handle in between.
      takeAll(taken)
      for (const handle of taken.splice(0, left)) closeSync(handle)
    },
    heal: async () => {
      for (const handle of taken.splice(0)) closeSync(handle)
      await limit.restore()
    },
    end: nothing,
  })
}

/** Returns the highest file handle of this process, or `undefined` if the system does not say. */
const highestHandle = (): Promise<number | undefined> =>
  readdir('/proc/self/fd').then(
    (handles) => Math.max(...handles.map(Number)),
    () => undefined,
  )

const takeAll = (taken: number[]): void => {
  for (;;) {
    try {
      taken.push(openSync(devNull, 'r'))
    } catch (error) {
      if (error instanceof Error && Reflect.get(error, 'code') === 'EMFILE') return
      throw error
    }
  }
}
