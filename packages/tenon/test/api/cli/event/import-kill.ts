import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { importLines, jsonLines, start, storeFolder, tenon } from '../tenon.ts'

const LINES = 6_000
const STREAMS = 40

/** The result of an import that was killed repeatedly, and then run to its end. */
export interface Aftermath {
  /** The number of lines in the file. */
  readonly lines: number
  /** The number of events in the store after each kill. */
  readonly stored: readonly number[]
  /** The number of streams that after some kill held anything but their first lines, in order. */
  readonly torn: number
  /** The exit code of the last import, which was not killed. */
  readonly code: number | null
  readonly appended: unknown
  readonly repeated: unknown
  /** The number of events in the store at the end. */
  readonly found: number
  /** The number of streams that at the end hold anything but their lines, in order. */
  readonly wrong: number
}

/** Kills the import of one file `rounds` times, each time at a random point further on, and then lets it complete. */
export const killImports = async (t: TestContext, rounds: number): Promise<Aftermath> => {
  const folder = await storeFolder(t)
  const lines = importLines(LINES, STREAMS)
  const wanted = streamsOf(lines)
  await writeFile(join(folder, 'in.ndjson'), lines.join('\n'))
  const stored: number[] = []
  let torn = 0
  for (let round = 0; round < rounds; round += 1) {
    const child = start(folder, 'import', 'in.ndjson')
    // The point is anywhere in the next part of the file, and the last part is left for the end.
    const point = (stored.at(-1) ?? 0) + Math.random() * (LINES / (rounds + 1))
    const ended = once(child, 'exit')
    while (count(folder) <= point && child.exitCode === null) await setImmediate()
    child.kill('SIGKILL')
    await ended
    assert.equal(child.signalCode, 'SIGKILL', 'the import ended before it was killed')
    stored.push(count(folder))
    for (const [stream, ids] of standing(folder)) {
      if (!sameIds(ids, wanted.get(stream)?.slice(0, ids.length))) torn += 1
    }
  }
  const { code, stdout } = await tenon(folder, 'import', 'in.ndjson', '--json')
  const [summary] = jsonLines(stdout)
  const there = standing(folder)
  return {
    lines: LINES,
    stored,
    torn,
    code,
    appended: summary?.['appended'],
    repeated: summary?.['repeated'],
    found: count(folder),
    wrong: [...wanted].filter(([stream, ids]) => !sameIds(ids, there.get(stream))).length,
  }
}

const count = (folder: string): number => {
  const path = join(folder, 'events.db')
  if (!existsSync(path)) return 0
  using db = new DatabaseSync(path, { readOnly: true })
  try {
    return Number(db.prepare('SELECT count(*) AS count FROM events').get()?.['count'])
  } catch {
    // The file exists before its tables do.
    return 0
  }
}

/** Returns the ids of each stream in the store, in order. */
const standing = (folder: string): Map<string, string[]> => {
  using db = new DatabaseSync(join(folder, 'events.db'), { readOnly: true })
  const rows = db.prepare('SELECT stream, id FROM events ORDER BY stream, revision').all()
  const streams = Map.groupBy(rows, ({ stream }) => String(stream))
  return new Map([...streams].map(([stream, events]) => [stream, events.map(({ id }) => String(id))]))
}

/** Returns the ids of each stream in the lines of a file, in order. */
const streamsOf = (lines: readonly string[]): Map<string, string[]> => {
  const parsed = lines.map((line): { stream: string; id: string } => JSON.parse(line))
  const streams = Map.groupBy(parsed, ({ stream }) => stream)
  return new Map([...streams].map(([stream, events]) => [stream, events.map(({ id }) => id)]))
}

const sameIds = (some: readonly string[], others: readonly string[] | undefined): boolean =>
  some.length === others?.length && some.every((id, i) => id === others[i])
