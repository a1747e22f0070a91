import type { Fault, Place, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'
import { run, runs } from '../process/command.ts'
import { type Met, ready, unavailable } from './ready.ts'

/** Makes the fault that the disk may only be read when a store is opened on it. */
export const readOnlyDisk = (met: Met): Fault => ({
  name: 'read_only_disk',
  says: 'The disk may only be read when the store is opened.',
  strikes: 'open',
  ...met,
  prepare,
})

const prepare = async ({ folder }: Place): Promise<Prepared | Unavailable> => {
  if (!(await runs('mount', '--bind', folder, folder)))
    return unavailable('no folder can be mounted by itself here, which takes Linux and root')
  return ready({
    strike: () => remount(folder, 'ro'),
    heal: () => remount(folder, 'rw'),
    end: async () => void (await run('umount', '-l', folder)),
  })
}

const remount = async (folder: string, access: 'ro' | 'rw'): Promise<void> => {
  await run('mount', '-o', `remount,bind,${access}`, folder)
}
