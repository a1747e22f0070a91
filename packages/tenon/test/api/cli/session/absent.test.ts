import assert from 'node:assert/strict'
import { readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { natsProject } from '../../../../../../test/docs/project.ts'
import { nats } from '../../../service/nats/servers/binaries.ts'
import { startServer } from '../../../service/nats/servers/server.ts'
import { importLines, outcomeIn, storeFolder, tenon, tenonAgain, tenonAgainWith } from '../tenon.ts'

const READS: readonly (readonly string[])[] = [
  ['streams'],
  ['read', 'a-1'],
  ['log'],
  ['log', '--follow'],
  ['log', '--last', '3'],
  ['event', '1'],
  ['export'],
  ['export', 'out.ndjson'],
]

test('reading a store that does not exist fails with not_found, and creates no file', async (t) => {
  const folder = await storeFolder(t)
  const before = await readdir(folder)
  for (const words of READS) {
    const { code, stdout, stderr } = await tenonAgain(folder, ...words, '--json')
    assert.equal(code, 12, words.join(' '))
    assert.match(
      stderr,
      /^tenon: not_found: .*events\.db does not exist\. Check the path in the config\. .*tenon append/,
    )
    assert.partialDeepStrictEqual(outcomeIn(stdout), { kind: 'failed', failure: 'not_found', effect: 'none' })
    assert.deepEqual(await readdir(folder), before, words.join(' '))
  }
})

test('append and import create the store, and reading then finds it', async (t) => {
  const [one, other] = [await storeFolder(t), await storeFolder(t)]
  const append = ['append', 'a-1', '--expected', 'no_stream', '--type', 'Opened', '--data', '1']
  assert.equal((await tenonAgain(one, ...append)).code, 0)
  assert.equal((await tenonAgainWith(other, importLines(3, 1).join('\n'), 'import', '-')).code, 0)
  for (const folder of [one, other]) assert.equal((await tenonAgain(folder, 'log')).code, 0)
})

test('reading through a link to nothing creates no file', async (t) => {
  const folder = await storeFolder(t)
  await symlink(join(folder, 'elsewhere.db'), join(folder, 'events.db'))
  const before = await readdir(folder)
  assert.equal((await tenonAgain(folder, 'streams')).code, 12)
  assert.deepEqual(await readdir(folder), before)
})

test('reading a JetStream stream that does not exist fails with not_found, and creates none', nats, async (t) => {
  await using server = await startServer({ series: '2.15', syncAlways: true })
  const folder = natsProject(server.url)
  t.after(() => rm(folder, { recursive: true }))
  for (let look = 0; look < 2; look += 1) {
    const { code, stderr } = await tenon(folder, 'streams')
    assert.equal(code, 12, stderr)
    assert.match(stderr, /^tenon: not_found: .* does not exist\. Check its name/)
  }
})
