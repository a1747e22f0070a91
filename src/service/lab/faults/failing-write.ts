import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault, Place, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'
import { processLimit } from './limit.ts'
import { type Met, nothing, ready, unavailable } from './ready.ts'

/** Makes the fault that a file of the place grows by so many bytes and no more: the write that would pass them is torn, and fails with an I/O error. */
export const failingWrite = (room: number, met: Met): Fault => ({
  name: 'failing_write',
  says: 'A write is torn and fails with an I/O error.',
  strikes: 'calls',
  ...met,
  prepare: (place) => prepare(place, room),
})

const prepare = async (place: Place, room: number): Promise<Prepared | Unavailable> => {
  const limit = await processLimit('fsize')
  if (limit === undefined)
    return unavailable('the largest size of files cannot be limited here, which takes Linux and prlimit')
  return ready({
    // The limit is that of the whole process, and files elsewhere are seldom written meanwhile.
    strike: async () => limit.lower((await largest(place)) + room),
    heal: () => limit.restore(),
    end: nothing,
  })
}

/** The bytes of the largest file in the folder. */
const largest = async ({ folder }: Place): Promise<number> => {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size)
  return Math.max(0, ...(await Promise.all(sizes)))
}
