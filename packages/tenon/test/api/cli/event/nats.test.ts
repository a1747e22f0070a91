import assert from 'node:assert/strict'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { natsProject } from '../../../../../../test/docs/project.ts'
import { nats } from '../../../service/nats/servers/binaries.ts'
import { startServer } from '../../../service/nats/servers/server.ts'
import { dataLines, jsonLines, seed, storeFolder, tenon, tenonAgain, tenonHere } from '../tenon.ts'

test('every command works on the NATS store of the config that docs/nats.md shows', nats, async (t) => {
  await using server = await startServer({ series: '2.15', syncAlways: true })
  const folder = natsProject(server.url)
  t.after(() => rm(folder, { recursive: true }))
  // One process per command. Each must end by itself, so no connection may be left open.
  const well = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await tenon(folder, ...words)
    assert.equal(code, 0, stderr)
    return stdout
  }
  const placed = ['append', 'order-7', '--expected', 'no_stream', '--type', 'OrderPlaced', '--data', '{"lines":3}']
  assert.match(await well(...placed), /^appended {2}revision 0 {2}position 1000 {2}id [0-9a-f-]{36}\n$/)
  const [described, streams, read, log, again] = await Promise.all([
    well('describe'),
    well('streams', '--json'),
    well('read', 'order-7'),
    well('log', '--json'),
    tenon(folder, ...placed),
  ])
  assert.match(
    described,
    /^orders: event_store 1 on nats[^]*dedupe +expected[^]*durability +power_loss[^]*none: it grants all/,
  )
  assert.deepEqual(dataLines(streams), [{ stream: 'order-7', revision: 0 }])
  assert.match(read, /^ +0 +1000 {2}\S+Z {2}OrderPlaced {2}\{"lines":3\}\n$/)
  assert.deepEqual(dataLines(log)[0]?.['data'], { lines: 3 })
  assert.equal(again.code, 1)
})

test('events exported from SQLite and imported into NATS keep their revisions', nats, async (t) => {
  await using server = await startServer({ series: '2.15' })
  const [before, after] = [await storeFolder(t), natsProject(server.url)]
  t.after(() => rm(after, { recursive: true }))
  await seed(before, ['order-1', 'order-2', 'Größe-*.>'], 300)
  const [first, second] = [join(before, 'first.ndjson'), join(after, 'second.ndjson')]
  assert.equal((await tenonHere(before, 'export', first)).code, 0)
  const imported = await tenon(after, 'import', first, '--json')
  assert.deepEqual([imported.code, jsonLines(imported.stdout)[0]?.['appended']], [0, 900], imported.stderr)
  const again = await tenonAgain(after, 'import', first, '--json')
  assert.deepEqual([again.code, jsonLines(again.stdout)[0]?.['repeated']], [0, 900], again.stderr)
  assert.equal((await tenonAgain(after, 'export', second)).code, 0)
  const [had, has] = await Promise.all([first, second].map(eventsByStream))
  assert.deepEqual(has, had)
})

/** Returns the lines of an export by stream, in their order, without the fields that each store assigns itself. */
const eventsByStream = async (path: string) => {
  const lines = jsonLines(await readFile(path, 'utf8'))
  const own = lines.map((line) => ({
    ...line,
    position: undefined,
    recordedAt: undefined,
    stream: String(line['stream']),
  }))
  return Object.groupBy(own, ({ stream }) => stream)
}
