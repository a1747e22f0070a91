import { chmod, stat } from 'node:fs/promises'
import { isMainThread } from 'node:worker_threads'
import type { Fault, Place, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'
import { type Met, nothing, ready, unavailable } from './ready.ts'

/** Makes a fault: the user of the process has no access to the folder when a store is opened there. */
export const forbiddenFolder = (met: Met): Fault => ({
  name: 'forbidden_folder',
  says: 'The folder is forbidden to the user when the store is opened.',
  strikes: 'open',
  ...met,
  prepare: (place) => prepare(place, 0),
})

/** Makes a fault: the user of the process may only read the folder when a store is opened there. */
export const unwritableFolder = (met: Met): Fault => ({
  name: 'unwritable_folder',
  says: 'The user may only read the folder when the store is opened.',
  strikes: 'open',
  ...met,
  prepare: (place) => prepare(place, 0o555),
})

/** The id of the user `nobody`, which owns nothing. */
const NOBODY = 65_534

const prepare = async ({ folder }: Place, allowed: number): Promise<Prepared | Unavailable> => {
  const user = process.geteuid?.()
  if (user === undefined || !isMainThread)
    return unavailable('the user cannot be changed here; that needs a system with user ids, and the main thread')
  const { mode } = await stat(folder)
  return ready({
    strike: async () => {
      await chmod(folder, allowed)
      // Root may do everything, so the process runs as another user for a while.
      if (user === 0) process.seteuid?.(NOBODY)
    },
    heal: async () => {
      process.seteuid?.(user)
      await chmod(folder, mode)
    },
    end: nothing,
  })
}
