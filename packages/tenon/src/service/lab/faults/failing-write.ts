import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault, Place, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'
import { processLimit } from './limit.ts'
import { type Met, nothing, ready, unavailable } from './ready.ts'

/**
 * Makes a fault: files of the place can grow by `room` bytes at most. A write beyond that is made in part, and fails
 * with an I/O error.
 */
export const failingWrite = (room: number, met: Met): Fault => ({
  name: 'failing_write',
  says: 'A write is made in part and fails with an I/O error.',
  strikes: 'calls',
  ...met,
  prepare: (place) => prepare(place, room),
})

const prepare = async (place: Place, room: number): Promise<Prepared | Unavailable> => {
  const limit = await processLimit('fsize')
  if (limit === undefined) return unavailable('the size of files cannot be limited here; that needs Linux and prlimit')
  return ready({
    // The limit holds for the whole process, but other files are rarely written meanwhile.
    strike: async () => limit.lower((await largest(place)) + room),
    heal: () => limit.restore(),
    end: nothing,
  })
}

/** Returns the size in bytes of the largest file in the folder. */
const largest = async ({ folder }: Place): Promise<number> => {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size)
  return Math.max(0, ...(await Promise.all(sizes)))
}
