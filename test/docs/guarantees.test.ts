import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EventStore } from 'tenon'
import { MemoryEventExecutor } from 'tenon/memory'
import { SqliteEventExecutor, type SqliteStoreConfig } from 'tenon/sqlite'

const document = readFileSync(join(import.meta.dirname, '../../docs/guarantees.md'), 'utf8')

/** The rows of the table under a heading row, as cells. */
const table = (first: string): string[][] => {
  const lines = document.split('\n')
  const begin = lines.findIndex((line) => line.startsWith(`| ${first} |`))
  assert.ok(begin >= 0, `docs/guarantees.md has no table that begins with ${first}`)
  const end = lines.findIndex((line, i) => i > begin && !line.startsWith('|'))
  return lines.slice(begin + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const memory = new MemoryEventExecutor()
const sqlite = (stated: Partial<SqliteStoreConfig> = {}): SqliteEventExecutor => {
  const config: SqliteStoreConfig = {
    path: 'events.db',
    create: true,
    access: 'read_write',
    synchronous: 'full',
    dedupe: 'forever',
    busyTimeoutMs: 5_000,
    pollMs: 50,
    ...stated,
  }
  return new SqliteEventExecutor({ config })
}

test('docs/guarantees.md lists every failure, in order, with its effects, whether it passes, and who acts', () => {
  assert.deepEqual(
    table('failure').map(([word, effect, passes, acts]) => [word, effect, passes, acts?.replace(' if it lasts', '')]),
    Object.entries(EventStore.failures).map(([word, { effects, passes, acts }]) => [
      `\`${word}\``,
      effects.join(' or '),
      passes ? 'yes' : 'no',
      acts,
    ]),
  )
})

test('docs/guarantees.md says that somebody acts only if it lasts of exactly the failures that pass by themselves', () => {
  assert.deepEqual(
    table('failure')
      .filter(([, , , acts]) => acts?.endsWith(' if it lasts') === true)
      .map(([word]) => word),
    Object.entries(EventStore.failures)
      .filter(([, { passes, acts }]) => passes && acts !== 'nobody')
      .map(([word]) => `\`${word}\``),
  )
})

test('docs/guarantees.md lists every ladder with its rungs, weakest first', () => {
  assert.deepEqual(
    table('ladder').map(([ladder, rungs]) => [ladder, rungs]),
    Object.entries(EventStore.guarantees).map(([ladder, rungs]) => [ladder, rungs.join(' < ')]),
  )
})

test('docs/guarantees.md says what each binding grants', () => {
  assert.deepEqual(
    table('ladder').map(([ladder, , onMemory, onSqlite]) => [ladder, onMemory, onSqlite]),
    Object.keys(EventStore.guarantees).map((ladder) => [
      ladder,
      Object.entries(memory.grants).find(([name]) => name === ladder)?.[1],
      grantedBySqlite(ladder),
    ]),
  )
})

/** A rung, or how it depends on the config, in the document's words. */
const grantedBySqlite = (ladder: string): string | undefined => {
  const granted = (stated: Partial<SqliteStoreConfig>): string | undefined =>
    Object.entries(sqlite(stated).grants).find(([name]) => name === ladder)?.[1]
  const [forever, expected] = [granted({ dedupe: 'forever' }), granted({ dedupe: 'expected' })]
  if (forever !== expected) {
    assert.deepEqual([forever, expected], ['forever', 'expected'])
    return 'by config'
  }
  const [full, normal] = [granted({ synchronous: 'full' }), granted({ synchronous: 'normal' })]
  return full === normal ? full : `\`synchronous: 'full'\` is ${full}, \`'normal'\` is ${normal}`
}

test('docs/guarantees.md lists every limit with the number that each binding grants', () => {
  const names = ['max_event_bytes', 'max_events_per_append', 'dedupe_window_ms'] as const
  assert.deepEqual(Object.keys(EventStore.limits), names)
  assert.deepEqual(
    table('limit').map(([limit, onMemory, onSqlite]) => [limit?.split(':')[0], onMemory, onSqlite]),
    names.map((name) => {
      const [forever, expected] = [sqlite(), sqlite({ dedupe: 'expected' })].map(({ limits }) => written(limits[name]))
      return [
        `\`${name}\``,
        written(memory.limits[name]),
        forever === expected ? forever : `${forever}, or ${expected} under \`dedupe: 'expected'\``,
      ]
    }),
  )
})

const written = (limit: number): string =>
  limit === Number.MAX_SAFE_INTEGER ? 'for ever' : limit.toLocaleString('en-US')
