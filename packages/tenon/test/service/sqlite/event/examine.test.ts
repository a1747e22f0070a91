import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { bind } from 'tenon/bind'
import { SqliteEventExecutor } from 'tenon/sqlite'
import { gives, leastNeed, once, sqliteConfig } from '../../semantics/stores.ts'
import { bound, handlesOn, makeFile, pathFor, runSql } from '../files.ts'
import { Process } from '../processes/process.ts'

const skip = existsSync('/proc/self/fd') ? false : 'only Linux tells which files a process has open'

/** Makes a file that takes SQLite some tens of milliseconds per event to check. */
const makeLongFile = async (path: string, many: number): Promise<void> => {
  await makeFile(path, 0)
  runSql(
    path,
    'ALTER TABLE events ADD COLUMN long TEXT GENERATED ALWAYS AS (hex(zeroblob(10000000 + position))) VIRTUAL',
  )
  await makeFile(path, many)
}

suite('the examination of a file that takes long', { skip }, () => {
  test('lets the event loop go on', async (t) => {
    const path = await pathFor(t)
    await makeLongFile(path, 5)
    let turns = 0
    const count = (): void => {
      turns += 1
      counting = setImmediate(count)
    }
    let counting = setImmediate(count)
    const answer = await bound(t, path).examine()
    clearImmediate(counting)
    t.diagnostic(`the event loop turned ${turns} times`)
    assert.ok(turns > 50, `the event loop turned only ${turns} times`)
    const { findings } = gives(answer, 'examined')
    assert.deepEqual(
      findings.map(({ level }) => level),
      ['well', 'well', 'well', 'well'],
    )
    assert.deepEqual(handlesOn(path), [])
  })

  test('fails with timeout, none, when its deadline passes, and leaves nothing open', async (t) => {
    const path = await pathFor(t)
    await makeLongFile(path, 100)
    const executor = new SqliteEventExecutor({ config: sqliteConfig(path) })
    await using binding = bind(leastNeed, executor, { ...once, deadlineMs: 100 })
    const { failure, effect, operation } = gives(await binding.examine(), 'failed')
    assert.deepEqual([failure, effect, operation], ['timeout', 'none', 'open'])
    while (handlesOn(path).length > 0) await turn()
    gives(await bound(t, path).open(), 'opened')
  })
})

test('The examination of a file that another process holds whole is busy, none, and goes well once it is released', async (t) => {
  const path = await pathFor(t)
  await makeFile(path, 1)
  const other = new Process(t, { kind: 'hold', path, from: 'everybody' })
  assert.equal(await other.hear(), 'held')
  const binding = bound(t, path, { busyTimeoutMs: 300 })
  const { failure, effect, operation } = gives(await binding.examine(), 'failed')
  assert.deepEqual([failure, effect, operation], ['busy', 'none', 'open'])
  other.go()
  assert.equal(await other.hear(), 'released')
  gives(await binding.examine(), 'examined')
})

test('The examination of a file in a folder that is missing does not promise that opening makes it', async (t) => {
  const path = `${await pathFor(t)}.missing/events.db`
  const examined = gives(await bound(t, path).examine(), 'failed')
  assert.deepEqual(examined, gives(await bound(t, path).open(), 'failed'))
  assert.match(examined.says, /^open: the folder \S+ does not exist\. Make it, or correct the path\.$/)
})
