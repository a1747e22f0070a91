import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { PartialFile } from '../../../src/service/node/file.ts'

const folderOf = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-file-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a partial file gets its name when it is finished', async (t) => {
  const folder = await folderOf(t)
  const file = await PartialFile.begin(join(folder, 'a'))
  await file.write('1')
  await file.write('2')
  assert.deepEqual(await readdir(folder), ['a.partial'])
  await file.finish()
  assert.deepEqual(await readdir(folder), ['a'])
  assert.equal(await readFile(join(folder, 'a'), 'utf8'), '12')
})

test('a partial file that is discarded leaves nothing', async (t) => {
  const folder = await folderOf(t)
  const file = await PartialFile.begin(join(folder, 'a'))
  await file.discard()
  assert.deepEqual(await readdir(folder), [])
})

test('a file that appeared meanwhile is not overwritten', async (t) => {
  const folder = await folderOf(t)
  const file = await PartialFile.begin(join(folder, 'a'))
  await writeFile(join(folder, 'a'), 'mine')
  await assert.rejects(file.finish(), { code: 'EEXIST' })
  assert.equal(await readFile(join(folder, 'a'), 'utf8'), 'mine')
  await file.discard()
  assert.deepEqual(await readdir(folder), ['a'])
})
