import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { canonicalHash, filesHash } from '../../../src/service/node/hash.ts'
import { folderFor } from '../semantics/stores.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

test('the hash is that of the JSON without white space and with sorted keys', () => {
  const value = { b: [1, { d: null, c: 'é' }], a: true, '10': 0, '9': -0 }
  assert.equal(canonicalHash(value), sha256('{"10":0,"9":0,"a":true,"b":[1,{"c":"é","d":null}]}'))
})

test('the order of keys does not change the hash, the order of items does', () => {
  assert.equal(canonicalHash({ a: 1, b: 2 }), canonicalHash({ b: 2, a: 1 }))
  assert.notEqual(canonicalHash([1, 2]), canonicalHash([2, 1]))
})

test('an object is hashed as its JSON: without the keys that are undefined', () => {
  assert.equal(canonicalHash({ a: undefined, b: 1 }), sha256('{"b":1}'))
  assert.equal(canonicalHash([undefined]), sha256('[null]'))
})

test('The hash of files depends on their contents and their paths below the named folder, and not on where that folder is', async (t) => {
  const [one, two] = [await folderFor(t), await folderFor(t)]
  const kit = (folder: string): Promise<string> => filesHash([url(join(folder, 'kit/')), url(join(folder, 'one.ts'))])
  for (const folder of [one, two]) {
    await mkdir(join(folder, 'kit/inner'), { recursive: true })
    for (const path of ['kit/a.ts', 'kit/inner/b.ts', 'one.ts']) await writeFile(join(folder, path), path)
  }
  const hash = await kit(one)
  assert.match(hash, /^[0-9a-f]{64}$/)
  assert.equal(await kit(two), hash)
  assert.equal(await filesHash([url(join(one, 'one.ts')), url(join(one, 'kit'))]), hash)
  await writeFile(join(two, 'kit/inner/b.ts'), 'changed')
  assert.notEqual(await kit(two), hash)
  await rename(join(one, 'kit/a.ts'), join(one, 'kit/c.ts'))
  assert.notEqual(await kit(one), hash)
  await assert.rejects(filesHash([url(join(one, 'none.ts'))]), { code: 'ENOENT' })
})

const url = (path: string): string => pathToFileURL(path).href
