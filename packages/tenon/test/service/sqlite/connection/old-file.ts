import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gives } from '../../semantics/stores.ts'
import { openFile, pathFor } from '../files.ts'
import { entriesConfig, openEntries, putOf } from '../key-value/stores.ts'
import { Process } from '../processes/process.ts'

/** A file that Tenon 0.1.0 made: five events in two streams, with `dedupe: 'forever'`. */
const MADE = fileURLToPath(new URL('../fixtures/events-0.1.0.db', import.meta.url))

/** Returns the path of a copy of that file. */
export const oldFile = async (t: TestContext): Promise<string> => {
  const path = await pathFor(t)
  copyFileSync(MADE, path)
  return path
}

/** Returns the version of a file, and its tables and indexes. */
export const layout = (path: string): { readonly version: number; readonly names: readonly string[] } => {
  const db = new DatabaseSync(path)
  try {
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version)
    const names = db.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all()
    return { version, names: names.map(({ name }) => String(name)) }
  } finally {
    db.close()
  }
}

/** The tables and indexes of each part. */
export const EVENTS = ['events', 'events_by_id', 'events_by_stream']
export const ENTRIES = [
  'created_by_revision',
  'earlier_changes',
  'earlier_changes_by_key',
  'entries',
  'entries_by_end',
  'entries_by_key',
  'entries_state',
  'entries_without_value',
]

/** Everything in the file of 0.1.0, in the order of positions. */
export const everything = { after: 'start', filter: { streams: 'all', types: 'all' }, limit: 100 } as const

/** Checks that a file holds the events of the old one. */
export const holdsOldEvents = async (t: TestContext, path: string): Promise<void> => {
  const page = gives(await (await openFile(t, path)).read_all(everything), 'page')
  assert.deepEqual(
    page.events.slice(0, 5).map(({ id, type, data, metadata, stream, revision, position }) => ({
      id,
      type,
      data,
      metadata,
      at: `${stream}@${revision}/${position}`,
    })),
    [0, 1, 2, 3, 4].map((i) => ({
      id: `00000000-0000-4000-8000-00000000000${i}`,
      type: 'Placed',
      data: { i, name: 'ä😀' },
      metadata: { by: 'old' },
      at: `order-${i % 2}@${Math.floor(i / 2)}/${i + 1}`,
    })),
  )
}

/**
 * Kills the process that moves an old file at its first write, and each `step` writes later, until it survives. Checks
 * each time that the file is of one version or the other, and that both capabilities work on it.
 */
export const killedMoves = async (t: TestContext, step: number): Promise<void> => {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' })
  } catch {
    return t.skip('strace, which kills a process at a given write, is not installed here')
  }
  const seen = new Set<number>()
  let write = 1
  for (let survived = false; !survived; write += step) {
    const path = await oldFile(t)
    const at = `inject=pwrite64:signal=SIGKILL:when=${write}`
    const under = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=pwrite64', '-e', at]
    const config = entriesConfig(path, { synchronous: 'full' })
    const mover = new Process(t, { kind: 'put', config, keys: ['a'], lanes: 1, puts: 0 }, under)
    survived = (await mover.hear()) === 'ready'
    await mover.kill()
    const { version, names } = layout(path)
    seen.add(version)
    assert.deepEqual(names, version === 1 ? [...EVENTS, 'store'] : [...ENTRIES, ...EVENTS, 'parts'].toSorted())
    await holdsOldEvents(t, path)
    gives(await (await openEntries(t, path)).put(putOf('leader')), 'put')
  }
  t.diagnostic(`survived at write ${write - step}`)
  assert.deepEqual([...seen].toSorted(), [1, 2])
}
