import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { emptyFolder, jsonLines, tenon, tenonHere } from './tenon.ts'

test('the config that init writes is loaded, and its store appends and reads', async (t) => {
  const folder = await emptyFolder(t)
  const made = await tenon(folder, 'init')
  assert.deepEqual([made.code, made.stdout], [0, `${join(folder, 'tenon.config.ts')}\n`])
  const appended = await tenon(
    folder,
    'append',
    'a-1',
    '--expected',
    'no_stream',
    '--type',
    'Made',
    '--data',
    '{"n":1}',
  )
  assert.equal(appended.code, 0, appended.stderr)
  assert.match(appended.stdout, /^appended {2}revision 0 {2}position 1 {2}id [0-9a-f-]{36}\n$/)
  const read = await tenon(folder, 'read', 'a-1')
  assert.equal(read.code, 0)
  assert.match(read.stdout, /^ +0 +1 {2}\d{4}-\d\d-\d\dT[\d:.]+Z {2}Made {2}\{"n":1\}\n$/)
  assert.match(read.stderr, /^revision {2}position/)
})

test('init never overwrites, and writes where it is told', async (t) => {
  const folder = await emptyFolder(t)
  const first = await tenonHere(folder, 'init', '--config', 'other.config.js', '--json')
  assert.deepEqual(jsonLines(first.stdout), [{ config: join(folder, 'other.config.js') }])
  const text = await readFile(join(folder, 'other.config.js'), 'utf8')
  const second = await tenonHere(folder, 'init', '--config', 'other.config.js')
  assert.deepEqual([second.code, second.stdout], [2, ''])
  assert.match(second.stderr, /other\.config\.js exists already/)
  assert.equal(await readFile(join(folder, 'other.config.js'), 'utf8'), text)
  const streams = await tenonHere(folder, 'streams', '--config', 'other.config.js')
  assert.equal(streams.code, 0, streams.stderr)
  const nowhere = await tenonHere(folder, 'init', '--config', 'none/tenon.config.ts')
  assert.equal(nowhere.code, 2)
  assert.match(nowhere.stderr, /does not exist/)
})
