import assert from 'node:assert/strict'
import { link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { checkHere } from '../tenon-check.ts'
import { hookHere } from '../hook/hook-here.ts'
import { BROKEN, config, LAYERS, shop } from '../shop.ts'

const LIST = 'export const rates = { low: 7 }\n'
const FROZEN_LIST = 'export const rates = { low: 7 } as const\n'

/** Creates a folder outside every project, with one file. */
const elsewhere = async (t: TestContext, name: string, text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-elsewhere-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, name), text)
  return folder
}

describe('A link that leads out of the project', () => {
  const SECRET = 'root:x:0:0:nobody-may-read-this\n'

  test('is reported and not followed, and nothing of its target is shown', async (t) => {
    const folder = await shop(t, {})
    const outside = await elsewhere(t, 'shadow', SECRET)
    await symlink(join(outside, 'shadow'), join(folder, 'src/domain/shadow.ts'))
    for (const format of ['text', 'json', 'sarif', 'github']) {
      const { code, stdout, stderr } = await checkHere(folder, '--format', format)
      assert.equal(code, 2, format)
      assert.match(stdout, /It is a link that leads out of the project, so it is not followed\./)
      assert.doesNotMatch(stdout + stderr, /root:x|may-read/)
    }
    const { stdout } = await checkHere(folder)
    assert.match(stdout, /^src\/domain\/shadow\.ts:1:1 {2}parse-error$/m)
    assert.match(stdout, / fix {2}Replace it with a copy, remove it, or list it under "ignored"\.$/m)
  })

  test('is not followed either where it is asked for by its path', async (t) => {
    const folder = await shop(t, {})
    const outside = await elsewhere(t, 'prices.ts', SECRET)
    await symlink(join(outside, 'prices.ts'), join(folder, 'src/domain/prices.ts'))
    await symlink(outside, join(folder, 'src/domain/far'))
    for (const path of ['src/domain/prices.ts', 'src/domain/far', 'src/domain/far/prices.ts']) {
      const { code, stdout, stderr } = await checkHere(folder, path)
      assert.deepEqual([code, stdout], [2, ''], path)
      assert.match(stderr, /is a link that leads out of the project, so it is not followed\. Nothing was checked\.$/m)
    }
  })

  test('is not followed by the hook', async (t) => {
    const folder = await shop(t, {})
    const outside = await elsewhere(t, 'prices.ts', BROKEN)
    await symlink(outside, join(folder, 'src/domain/far'))
    const event = JSON.stringify({
      hook_event_name: 'PostToolUse',
      tool_name: 'Edit',
      tool_input: { file_path: join(folder, 'src/domain/far/prices.ts') },
    })
    const { code, stderr } = await hookHere(folder, event)
    assert.equal(code, 2)
    assert.match(stderr, /It is a link that leads out of the project/)
    assert.doesNotMatch(stderr, /readFileSync/)
  })

  test('shows nothing where it is the config itself', async (t) => {
    const folder = await shop(t, { 'tenon.config.ts': null })
    const outside = await elsewhere(t, 'shadow', SECRET)
    await symlink(join(outside, 'shadow'), join(folder, 'tenon.config.ts'))
    const { code, stdout, stderr } = await checkHere(folder)
    assert.equal(code, 2)
    assert.doesNotMatch(stdout + stderr, /root:x|may-read/)
  })

  test('is a folder too, and is left alone where it is ignored or is no source', async (t) => {
    const folder = await shop(t, { 'tenon.config.ts': config({ ignored: ['src/far'] }) })
    const outside = await elsewhere(t, 'prices.ts', BROKEN)
    await symlink(outside, join(folder, 'src/domain/far'))
    await symlink(outside, join(folder, 'src/far'))
    await symlink(join(outside, 'prices.ts'), join(folder, 'README.md'))
    const { code, stdout } = await checkHere(folder)
    assert.equal(code, 2)
    assert.match(stdout, /^src\/domain\/far:1:1 {2}parse-error\n {2}It is a link that leads out of the project/)
    assert.equal(stdout.match(/parse-error/g)?.length, 1, stdout)
  })

  test('is not written through by --fix', async (t) => {
    const folder = await shop(t, {})
    const outside = await elsewhere(t, 'rates.ts', LIST)
    await symlink(join(outside, 'rates.ts'), join(folder, 'src/domain/rates.ts'))
    await symlink(outside, join(folder, 'src/domain/far'))
    const { code, stderr } = await checkHere(folder, '--fix')
    assert.equal(code, 2)
    assert.doesNotMatch(stderr, /Fixed/)
    assert.equal(await readFile(join(outside, 'rates.ts'), 'utf8'), LIST)
  })
})

describe('A file to which two paths lead', () => {
  test('is judged once, in the layer of the path that is no link', async (t) => {
    const folder = await shop(t, { 'src/service/prices.ts': BROKEN, 'src/domain/z/rates.ts': BROKEN })
    await symlink('../service/prices.ts', join(folder, 'src/domain/prices.ts'))
    await symlink('z', join(folder, 'src/domain/a'))
    const { code, stdout, stderr } = await checkHere(folder)
    assert.equal(code, 1)
    assert.match(stderr, /^6 files, .*domain 2, service 2,/)
    assert.match(stdout, /^src\/domain\/z\/rates\.ts:1/)
    assert.equal(stdout.match(/domain-imports/g)?.length, 1, stdout)
    const named = await checkHere(folder, 'src/domain/a', 'src/domain/z/rates.ts', 'src/domain/a/rates.ts')
    assert.match(named.stderr, /^1 file, /)
  })

  test('is mended once by --fix, and still compiles', async (t) => {
    const folder = await shop(t, { 'src/domain/rates.ts': LIST, 'src/domain/z/more.ts': LIST })
    await symlink('rates.ts', join(folder, 'src/domain/linked.ts'))
    await symlink('z', join(folder, 'src/domain/a'))
    const { code, stdout, stderr } = await checkHere(folder, '--fix')
    assert.deepEqual([code, stdout], [0, ''], stderr)
    for (const path of ['src/domain/rates.ts', 'src/domain/z/more.ts'])
      assert.equal(await readFile(join(folder, path), 'utf8'), FROZEN_LIST, path)
  })

  test('is mended once by --fix where it has two names', async (t) => {
    const folder = await shop(t, { 'src/domain/rates.ts': LIST })
    await link(join(folder, 'src/domain/rates.ts'), join(folder, 'src/domain/same.ts'))
    assert.equal((await checkHere(folder, '--fix')).code, 0)
    assert.equal(await readFile(join(folder, 'src/domain/same.ts'), 'utf8'), FROZEN_LIST)
  })

  test('is judged by the path of the link where its own is left out', async (t) => {
    const folder = await shop(t, {
      '.shared/prices.ts': BROKEN,
      'tenon.config.ts': config({ layers: LAYERS, ignored: ['kept/**'] }),
      'kept/rates.ts': BROKEN,
    })
    await symlink('../../.shared/prices.ts', join(folder, 'src/domain/prices.ts'))
    await mkdir(join(folder, 'src/domain/more'))
    await symlink('../../../kept', join(folder, 'src/domain/more/kept'))
    const { code, stdout } = await checkHere(folder)
    assert.equal(code, 1)
    assert.match(stdout, /^src\/domain\/more\/kept\/rates\.ts:1:\d+ {2}domain-imports/m)
    assert.match(stdout, /^src\/domain\/prices\.ts:1:\d+ {2}domain-imports/m)
  })
})
