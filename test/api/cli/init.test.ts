import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { emptyFolder, ENVIRONMENT, jsonLines, MAIN, tenon, tenonHere } from './tenon.ts'

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
  const append = ['append', 'a-1', '--expected', 'any', '--type', 'Made', '--data', '1', '--config', 'other.config.js']
  const appended = await tenonHere(folder, ...append)
  assert.equal(appended.code, 0, appended.stderr)
  const nowhere = await tenonHere(folder, 'init', '--config', 'none/tenon.config.ts')
  assert.equal(nowhere.code, 2)
  assert.match(nowhere.stderr, /does not exist/)
})

test('what init says to run next can be run', { skip: process.platform === 'win32' }, async (t) => {
  const folder = await emptyFolder(t)
  for (const config of ['tenon.config.ts', "my store's.config.ts"]) {
    const { stderr } = await tenonHere(folder, 'init', '--config', config)
    const [title, ...commands] = stderr.trimEnd().split('\n')
    assert.deepEqual([title, commands.length], ['Next:', 2])
    // The package that npx would run is the one that stands here.
    const shell = `npx() { shift; "${process.execPath}" --conditions=tenon-source "${MAIN}" "$@"; }; ${commands.join(' && ')}`
    const { stdout } = await promisify(execFile)('bash', ['-c', shell], { cwd: folder, env: ENVIRONMENT })
    assert.match(stdout, /^appended {2}revision 0[^]*OrderPlaced {2}\{"total":12\}\n$/)
    await rm(join(folder, 'events.db'))
  }
})

test('init says to install the package only where it cannot be imported', async (t) => {
  const folder = await emptyFolder(t)
  await rm(join(folder, 'node_modules'), { recursive: true })
  const { code, stderr } = await tenonHere(folder, 'init')
  assert.equal(code, 0)
  assert.match(stderr, /^Next:\n {2}npm install tenon\n {2}npx tenon append /)
})
