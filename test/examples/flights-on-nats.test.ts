import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { nats } from '../../packages/tenon/test/service/nats/servers/binaries.ts'
import { startServer } from '../../packages/tenon/test/service/nats/servers/server.ts'
import { copyExample } from './copy.ts'

test('Replacing one service file keeps the flights in NATS', nats, async (t) => {
  await using server = await startServer({ series: '2.15', syncAlways: true })
  const folder = await exampleOnNats(t)
  const first = await run(folder, 'main.ts', server.url)
  assert.deepEqual([first.code, first.stderr], [0, ''])
  assert.match(first.stdout, /^appended 1,000, repeated 0: /m)
  assert.match(first.stdout, /^projected 1,000: /m)
  const again = await run(folder, 'main.ts', server.url)
  assert.equal(again.code, 0, again.stderr)
  assert.match(again.stdout, /^appended 0, repeated 1,000: /m)
  assert.match(again.stdout, /^projected 0: /m)
  assert.equal(tableIn(again.stdout), tableIn(first.stdout))

  const nowhere = await run(folder, 'main.ts', 'flights.sqlite')
  assert.deepEqual([nowhere.code, nowhere.stdout], [1, ''])
  assert.match(nowhere.stderr, /^servers\[0\] must be an address such as nats:/)
})

/** Copies the example with the first 1,000 flights, and replaces `service/flights.ts`. Returns the folder. */
const exampleOnNats = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-flights-'))
  t.after(() => rm(folder, { recursive: true }))
  await copyExample(folder, 1_000)
  await copyFile(join(folder, 'service/flights-on-nats.ts'), join(folder, 'service/flights.ts'))
  return folder
}

const run = async (folder: string, ...words: readonly string[]) => {
  const child = spawn(process.execPath, ['--conditions=tenon-source', ...words], { cwd: folder })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: Number(code), stdout, stderr }
}

const tableIn = (stdout: string): string => stdout.slice(stdout.indexOf('airport'))
