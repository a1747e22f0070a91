import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import {
  ended,
  ENVIRONMENT,
  jsonLines,
  MAIN,
  outcomeIn,
  seed,
  start,
  storeFolder,
  tenon,
  tenonAgain,
  tenonAgainWith,
} from '../tenon.ts'

const placeless = (lines: string): unknown[] =>
  jsonLines(lines)
    .map((event) => Object.assign(event, { position: null, recordedAt: null }))
    .toSorted((a, b) => (String(Reflect.get(a, 'id')) < String(Reflect.get(b, 'id')) ? -1 : 1))

test('events exported and imported into another store are equal, except for their positions and times', async (t) => {
  const [from, to] = [await storeFolder(t), await storeFolder(t)]
  await seed(
    from,
    Array.from({ length: 100 }, (_, i) => `account-${i}`),
    23,
  )
  const exported = await tenon(from, 'export', 'out.ndjson', '--json')
  assert.equal(exported.code, 0, exported.stderr)
  const outcome = { kind: 'done', file: join(from, 'out.ndjson'), events: 2_300, after: 2_300 }
  assert.deepEqual(jsonLines(exported.stdout), [outcome])
  const text = await readFile(join(from, 'out.ndjson'), 'utf8')
  const imported = await tenonAgainWith(to, text, 'import', '-')
  assert.equal(imported.code, 0, imported.stderr)
  const again = await tenonAgainWith(to, text, 'import', '-')
  assert.match(again.stderr, /^0 appended, 2,300 repeated/)
  const back = await tenonAgain(to, 'export')
  assert.deepEqual(placeless(back.stdout), placeless(text))
})

test('export never overwrites a file, and leaves no partial file', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 3)
  await writeFile(join(folder, 'out.ndjson'), 'mine')
  const refused = await tenonAgain(folder, 'export', 'out.ndjson')
  assert.deepEqual([refused.code, refused.stdout], [2, ''])
  assert.match(refused.stderr, /out\.ndjson exists already/)
  assert.equal(await readFile(join(folder, 'out.ndjson'), 'utf8'), 'mine')
  const nowhere = await tenonAgain(folder, 'export', 'none/out.ndjson')
  assert.equal(nowhere.code, 2)
  const invalid = await tenonAgain(folder, 'export', 'other.ndjson', '--prefix', '\n')
  assert.equal(invalid.code, 20)
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('ndjson')),
    ['out.ndjson'],
  )
})

test('export --after continues where an export ended, and the parts together are the whole', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 5)
  const first = outcomeIn((await tenonAgain(folder, 'export', 'one.ndjson', '--json')).stdout)
  await tenonAgain(folder, 'append', 'account-0', '--expected', 'any', '--type', 'Closed', '--data', '1')
  const second = await tenonAgain(folder, 'export', 'two.ndjson', '--after', String(first['after']))
  assert.match(second.stderr, /^Exported 1 events, .* To export later events: --after 6\.$/m)
  const parts = await Promise.all(['one', 'two'].map((name) => readFile(join(folder, `${name}.ndjson`), 'utf8')))
  assert.equal(parts.join(''), (await tenonAgain(folder, 'export')).stdout)
  const refused = await tenonAgain(folder, 'export', 'three.ndjson', '--after', 'end')
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /'--after <position>' argument 'end' is invalid\. It must be start or a whole number/)
})

test('export refuses a symbolic link to nothing, and writes nothing through it', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 1)
  await symlink('gone.ndjson', join(folder, 'link.ndjson'))
  const { code, stderr } = await tenonAgain(folder, 'export', 'link.ndjson')
  assert.equal(code, 2)
  assert.match(stderr, /link\.ndjson is a symbolic link to nothing, and nothing is written through it/)
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('ndjson')),
    ['link.ndjson'],
  )
})

test('every command ends quietly when its reader leaves', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 5_000)
  for (const command of ['export', 'log', 'log --follow', 'read account-0']) {
    const shell = `set -o pipefail; "${process.execPath}" --conditions=tenon-source "${MAIN}" ${command} --json | head -1`
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', shell], { cwd: folder, env: ENVIRONMENT })
    assert.deepEqual([jsonLines(stdout).length, stderr.replace(/^Exported.*\n/, '')], [1, ''], command)
  }
})

test('an output that cannot be written is an error', { skip: process.platform !== 'linux' }, async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 3)
  const shell = `"${process.execPath}" --conditions=tenon-source "${MAIN}" log > /dev/full`
  const failed: unknown = await promisify(execFile)('bash', ['-c', shell], { cwd: folder, env: ENVIRONMENT }).catch(
    (error: unknown) => error,
  )
  assert.equal(Reflect.get(Object(failed), 'code'), 2)
  assert.match(String(Reflect.get(Object(failed), 'stderr')), /the output could not be written: ENOSPC/)
})

/** Creates a store that is large enough to interrupt an export of it. It is filled once, and each test gets a copy. */
const large = async (t: TestContext): Promise<string> => {
  const folder = await storeFolder(t)
  await copyFile(await filled, join(folder, 'events.db'))
  return folder
}

const filled = (async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-export-'))
  after(() => rm(folder, { recursive: true }))
  await seed(folder, ['account-0'], 90_000)
  return join(folder, 'events.db')
})()

const begun = async (folder: string): Promise<ReturnType<typeof start>> => {
  const child = start(folder, 'export', 'out.ndjson')
  while (!existsSync(join(folder, 'out.ndjson.partial')) && child.exitCode === null) await setImmediate()
  return child
}

test('SIGTERM ends an export cleanly, and leaves no file', async (t) => {
  const folder = await large(t)
  const child = await begun(folder)
  child.kill('SIGTERM')
  assert.deepEqual(await ended(child), { code: 143, stdout: '', stderr: '' })
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('ndjson')),
    [],
  )
})

test('export names the file that a killed export left, and works once it is removed', async (t) => {
  const folder = await large(t)
  const child = await begun(folder)
  child.kill('SIGKILL')
  await ended(child)
  const refused = await tenonAgain(folder, 'export', 'out.ndjson')
  assert.deepEqual([refused.code, refused.stdout], [2, ''])
  assert.match(refused.stderr, /^tenon: .*out\.ndjson\.partial was left by a command .* remove that file\.$/m)
  await rm(join(folder, 'out.ndjson.partial'))
  assert.equal((await tenonAgain(folder, 'export', 'out.ndjson')).code, 0)
})

test('export names a file that appeared while it ran, and leaves it as it is', async (t) => {
  const folder = await large(t)
  const child = await begun(folder)
  await writeFile(join(folder, 'out.ndjson'), 'mine')
  const { code, stderr } = await ended(child)
  assert.equal(code, 2)
  assert.match(stderr, /out\.ndjson exists already/)
  assert.equal(await readFile(join(folder, 'out.ndjson'), 'utf8'), 'mine')
  assert.equal(existsSync(join(folder, 'out.ndjson.partial')), false)
})
