import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { importLines, jsonLines, start, storeFolder, tenon } from './tenon.ts'

const LINES = 6_000
const ROUNDS = 5

test('an import that is killed again and again completes when it is run again, and doubles nothing', async (t) => {
  const folder = await storeFolder(t)
  const lines = importLines(LINES, 40)
  await writeFile(join(folder, 'in.ndjson'), lines.join('\n'))
  let stored = 0
  for (let round = 1; round <= ROUNDS; round += 1) {
    const child = start(folder, 'import', 'in.ndjson')
    // The moment is anywhere in the next sixth of the file.
    const moment = stored + Math.random() * (LINES / (ROUNDS + 1))
    while (count(folder) <= moment && child.exitCode === null) await setImmediate()
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    stored = count(folder)
    assert.deepEqual(standing(folder), inOrder(lines, standing(folder)), 'each stream holds its first lines, in order')
  }
  t.diagnostic(`killed ${ROUNDS} times, ${stored} of ${LINES} stored by then`)
  const { code, stdout } = await tenon(folder, 'import', 'in.ndjson', '--json')
  const [summary] = jsonLines(stdout)
  assert.deepEqual([code, summary?.['appended'], summary?.['repeated']], [0, LINES - stored, stored])
  assert.equal(count(folder), LINES)
})

const count = (folder: string): number => {
  const path = join(folder, 'events.db')
  if (!existsSync(path)) return 0
  using db = new DatabaseSync(path, { readOnly: true })
  try {
    return Number(db.prepare('SELECT count(*) AS count FROM events').get()?.['count'])
  } catch {
    // The file is there before its tables are.
    return 0
  }
}

/** The ids of each stream, in order. */
const standing = (folder: string): Map<string, string[]> => {
  using db = new DatabaseSync(join(folder, 'events.db'), { readOnly: true })
  const rows = db.prepare('SELECT stream, id FROM events ORDER BY stream, revision').all()
  const streams = Map.groupBy(rows, ({ stream }) => String(stream))
  return new Map([...streams].map(([stream, events]) => [stream, events.map(({ id }) => String(id))]))
}

/** What the same streams begin with in the file. */
const inOrder = (lines: readonly string[], streams: ReadonlyMap<string, readonly string[]>): Map<string, string[]> => {
  const parsed = lines.map((line): { stream: string; id: string } => JSON.parse(line))
  const all = Map.groupBy(parsed, ({ stream }) => stream)
  return new Map(
    [...streams].map(([stream, ids]) => [stream, (all.get(stream) ?? []).slice(0, ids.length).map(({ id }) => id)]),
  )
}
