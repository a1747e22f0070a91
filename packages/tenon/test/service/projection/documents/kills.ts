import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { documents } from 'tenon/run'
import { folderFor, gives, nth } from '../../semantics/stores.ts'
import { openEntries } from '../../sqlite/key-value/stores.ts'
import { openFile } from '../../sqlite/files.ts'
import { ran } from '../laws/child.ts'
import { enterAll, entriesOf } from '../laws/ledger.ts'
import { type Point, points } from '../laws/points.ts'
import { equalsFold, readsFold } from './equal-fold.ts'
import { accountsOf } from './given.ts'
import type { Assignment } from './kill-child.ts'

const ACCOUNTS = Array.from({ length: 9 }, (_, i) => `account-${i}`)

/**
 * Kills a runner this many times, at each of the points in turn, some of them while it makes a new build. Checks the law
 * `model_equals_fold` after each kill.
 */
export const kills = async (t: TestContext, many: number): Promise<void> => {
  const folder = await folderFor(t)
  const files = { events: join(folder, 'events.db'), entries: join(folder, 'entries.db') }
  const events = await openFile(t, files.events)
  const entries = await openEntries(t, files.entries)
  const counted = new Map<Point, number>()
  for (let round = 0; round < many; round += 1) {
    const numbers = Array.from({ length: 70 }, (_, i) => round * 70 + i)
    await enterAll(events, 'ledger-1', entriesOf(numbers, ACCOUNTS))
    const point = nth(points, round % points.length)
    const time = 1 + (Math.floor(round / points.length) % (point === 'applied' ? 17 : 3))
    const { signal } = await runs({ ...files, rebuild: round % 4 === 3, kill: { point, time } })
    assert.equal(signal, 'SIGKILL', `the runner was not killed at ${point}`)
    counted.set(point, (counted.get(point) ?? 0) + 1)
    await equalsFold(events, entries)
  }
  assert.deepEqual(await runs({ ...files, rebuild: true, kill: null }), { signal: null, said: 'caught_up\n' })
  await equalsFold(events, entries)
  await readsFold(events, entries)

  const model = documents(accountsOf(), entries)
  for (const build of gives(await model.builds(), 'builds').builds)
    if (!build.live) assert.deepEqual(await model.drop(build), { kind: 'dropped' })
  await readsFold(events, entries)
  const { keys } = gives(await entries.keys({ prefix: '', after: null, limit: 1_000 }), 'page')
  assert.equal(keys.length, ACCOUNTS.length + 2, 'documents of one build, its entry and the live entry are there')
  t.diagnostic(`kills: ${[...counted].map(([point, times]) => `${times} ${point}`).join(', ')}`)
}

/** Runs the projection in another process, and returns how it ended. */
const runs = (assignment: Assignment): ReturnType<typeof ran> =>
  ran(new URL('kill-child.ts', import.meta.url), assignment)
