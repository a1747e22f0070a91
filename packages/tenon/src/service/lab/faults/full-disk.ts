import { cp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault, Place, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'
import { run, runs } from '../process/command.ts'
import { type Met, ready, unavailable } from './ready.ts'

/** Makes a fault: the disk under a place is full. The disk is a `tmpfs` of this many megabytes. */
export const fullDisk = (megabytes: number, met: Met): Fault => ({
  name: 'full_disk',
  says: 'No room is left on the disk.',
  strikes: 'calls',
  ...met,
  prepare: (place) => prepare(place, megabytes),
})

/**
 * Makes a fault: the disk under a place is full when a store is opened there. The disk is a `tmpfs` of this many
 * megabytes.
 */
export const fullDiskAtOpen = (megabytes: number, met: Met): Fault => ({
  name: 'full_disk_at_open',
  says: 'No room is left on the disk when the store is opened.',
  strikes: 'open',
  ...met,
  prepare: (place) => prepare(place, megabytes),
})

const prepare = async ({ folder }: Place, megabytes: number): Promise<Prepared | Unavailable> => {
  const aside = `${folder}.aside`
  await cp(folder, aside, { recursive: true })
  try {
    if (!(await runs('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)))
      return unavailable('a separate disk cannot be mounted here; that needs Linux and root')
    try {
      await cp(aside, folder, { recursive: true })
    } catch (error) {
      await unmount(folder)
      throw error
    }
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  const filler = join(folder, 'filler')
  return ready({
    strike: () => fill(filler),
    heal: () => rm(filler, { force: true }),
    end: () => unmount(folder),
  })
}

/** Unmounts lazily, so that open files do not keep the folder from being removed. */
const unmount = async (folder: string): Promise<void> => void (await run('umount', '-l', folder))

const MEGABYTE = 1024 * 1024

/** Writes a file until there is no room for one more byte. */
const fill = async (path: string): Promise<void> => {
  const file = await open(path, 'w')
  try {
    for (let block = Buffer.alloc(MEGABYTE); block.length > 0;) {
      try {
        await file.write(block)
      } catch (error) {
        if (!isNoRoom(error)) throw error
        block = block.subarray(0, block.length >> 1)
      }
    }
  } finally {
    await file.close()
  }
}

const isNoRoom = (error: unknown): boolean => error instanceof Error && Reflect.get(error, 'code') === 'ENOSPC'
