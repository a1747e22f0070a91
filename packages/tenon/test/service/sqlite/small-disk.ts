import { execFileSync } from 'node:child_process'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/**
 * Mounts a disk of this many megabytes in memory. Returns nothing if mounting is not allowed. It is unmounted after the
 * test.
 */
export const smallDisk = async (t: TestContext, megabytes: number): Promise<string | undefined> => {
  const disk = await mkdtemp(join(tmpdir(), 'tenon-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk], { stdio: 'pipe' })
  } catch {
    await rmdir(disk)
    return undefined
  }
  t.after(async () => {
    // A lazy unmount: the store is closed later, and its folder may no longer exist then.
    execFileSync('umount', ['-l', disk])
    await rmdir(disk)
  })
  return disk
}
