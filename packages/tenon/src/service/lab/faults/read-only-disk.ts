import type { Fault, Place, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'
import { run, runs } from '../process/command.ts'
import { type Met, ready, unavailable } from './ready.ts'

/** Makes a fault: the disk under a place is read-only when a store is opened there. */
export const readOnlyDisk = (met: Met): Fault => ({
  name: 'read_only_disk',
  says: 'The disk is read-only when the store is opened.',
  strikes: 'open',
  ...met,
  prepare,
})

const prepare = async ({ folder }: Place): Promise<Prepared | Unavailable> => {
  if (!(await runs('mount', '--bind', folder, folder)))
    return unavailable('a folder cannot be mounted by itself here; that needs Linux and root')
  return ready({
    strike: () => remount(folder, 'ro'),
    heal: () => remount(folder, 'rw'),
    end: async () => void (await run('umount', '-l', folder)),
  })
}

const remount = async (folder: string, access: 'ro' | 'rw'): Promise<void> => {
  await run('mount', '-o', `remount,bind,${access}`, folder)
}
