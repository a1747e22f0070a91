import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Fault, Place, Prepared } from 'tenon/conformance'

/** How a binding might behave under a fault. */
export const met = { gives: ['unavailable'], effects: ['none'], recovery: 'by_itself' } as const

/**
 * Prepares a fault on a place with one file `kept`, does some work, and ends the fault. The test is skipped if the
 * fault cannot be brought about.
 */
export const under = async (
  t: TestContext,
  fault: Fault,
  work: (place: Place, prepared: Prepared) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-fault-'))
  try {
    await keep(folder)
    const place = { folder, name: 'here' }
    const prepared = await fault.prepare(place)
    if (prepared.kind === 'unavailable') return t.skip(prepared.says)
    try {
      await work(place, prepared)
    } finally {
      await prepared.end()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The content of the file `kept`. */
export const KEPT = 'kept '.repeat(2_000)

/** Puts the file `kept` into a folder. */
export const keep = (folder: string): Promise<void> => writeFile(join(folder, 'kept'), KEPT)
