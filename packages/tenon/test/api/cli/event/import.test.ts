import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  dataLines,
  ended,
  importLines,
  jsonLines,
  outcomeIn,
  start,
  storeFolder,
  tenon,
  tenonAgain,
  tenonAgainWith,
  tenonWith,
} from '../tenon.ts'

const count = async (folder: string): Promise<number> =>
  dataLines((await tenonAgain(folder, 'log', '--json')).stdout).length

test('an import that is run again reports repeated events, and stores nothing twice', async (t) => {
  const folder = await storeFolder(t)
  await writeFile(join(folder, 'in.ndjson'), `${importLines(500, 7).join('\n')}\n\n`)
  const first = await tenon(folder, 'import', 'in.ndjson')
  assert.deepEqual([first.code, first.stdout], [0, ''])
  assert.match(first.stderr, /^500 appended, 0 repeated, [\d,]+ a second\.\n$/)
  const second = await tenonAgain(folder, 'import', 'in.ndjson', '--json')
  const { seconds, ...summary } = jsonLines(second.stdout)[0] ?? {}
  assert.equal(typeof seconds, 'number')
  assert.deepEqual(summary, { kind: 'done', appended: 0, repeated: 500, through: 501, stopped: null })
  assert.equal(await count(folder), 500)
})

test('the events of one stream are stored in the order of the file', async (t) => {
  const folder = await storeFolder(t)
  const lines = importLines(300, 3)
  await tenonWith(folder, lines.join('\n'), 'import', '-')
  const { stdout } = await tenonAgain(folder, 'read', 'account-1', '--json')
  assert.deepEqual(
    dataLines(stdout).map(({ id }) => id),
    lines
      .map((line): { id: string } => JSON.parse(line))
      .filter((_, i) => i % 3 === 1)
      .map(({ id }) => id),
  )
})

const NOTHING_BEHIND = /Lines 1 to 200 are stored; nothing after line 201 was sent\./

test('a broken line in the middle stops the import, and everything before it is stored', async (t) => {
  const good = importLines(400, 5)
  const before = good.slice(0, 200)
  const [line = ''] = importLines(1, 1)
  const edges: readonly (readonly [broken: string, says: RegExp, stands: RegExp])[] = [
    ['{"stream":', /line 201 of -: is not JSON/, NOTHING_BEHIND],
    [line.replace('"data"', '"date"'), /line 201 of -: has unknown fields: "date"/, NOTHING_BEHIND],
    [
      line.replace('"metadata":{}', '"metadata":3'),
      /line 201 of -: invalid: append: events\[0\]\.metadata must be/,
      /Lines 1 to 200 are stored; (?:some of lines 201 to \d+ may be stored; )?nothing after line \d+ was sent\./,
    ],
  ]
  const answers = await Promise.all(
    edges.map(async ([broken]) => {
      const folder = await storeFolder(t)
      const input = [...before, broken, ...good.slice(200)].join('\n')
      return { folder, ...(await tenonAgainWith(folder, input, 'import', '-', '--json')) }
    }),
  )
  for (const [i, { code, stdout, stderr }] of answers.entries()) {
    assert.equal(code, 2, stderr)
    assert.match(stderr, edges[i]?.[1] ?? /never/)
    assert.match(stderr, edges[i]?.[2] ?? /never/)
    assert.match(stderr, /It is safe to run the import again/)
    assert.deepEqual([outcomeIn(stdout)['kind'], outcomeIn(stdout)['through']], ['stopped', 200])
  }
  const { folder = '', stdout = '' } = answers[0] ?? {}
  assert.equal(await count(folder), Number(jsonLines(stdout)[0]?.['appended']))
})

test('the output of log --json is imported, including its last line, and importing it again repeats all events', async (t) => {
  const [from, to] = [await storeFolder(t), await storeFolder(t)]
  await tenonAgainWith(from, importLines(30, 3).join('\n'), 'import', '-')
  const { stdout } = await tenonAgain(from, 'log', '--json')
  for (const [appended, repeated] of [
    [30, 0],
    [0, 30],
  ]) {
    const { code, stdout: told } = await tenonAgainWith(to, stdout, 'import', '-', '--json')
    assert.equal(code, 0)
    assert.partialDeepStrictEqual(outcomeIn(told), { kind: 'done', appended, repeated, through: 31, stopped: null })
  }
})

test('an import of unfinished output is refused at its last line, and the lines before are stored', async (t) => {
  const folder = await storeFolder(t)
  for (const outcome of [
    { kind: 'interrupted', signal: 'SIGTERM' },
    { kind: 'failed', failure: 'timeout' },
  ]) {
    const lines = [...importLines(3, 1), JSON.stringify(outcome)].join('\n')
    const { code, stdout, stderr } = await tenonAgainWith(folder, lines, 'import', '-', '--json')
    assert.equal(code, 2)
    assert.match(
      stderr,
      new RegExp(`line 4 of -: says that the command that wrote these lines did not finish \\(${outcome.kind}\\)`),
    )
    assert.match(stderr, /Lines 1 to 3 are stored/)
    assert.partialDeepStrictEqual(outcomeIn(stdout), { kind: 'stopped', through: 3, stopped: { line: 4 } })
  }
})

test('bytes that are not UTF-8 are a broken line', async (t) => {
  const folder = await storeFolder(t)
  const [line = ''] = importLines(1, 1)
  await writeFile(join(folder, 'in.ndjson'), Buffer.from(line.replace('Paid', 'Caf\u00e9'), 'latin1'))
  const { code, stderr } = await tenonAgain(folder, 'import', 'in.ndjson')
  assert.equal(code, 2)
  assert.match(stderr, /line 1 of in\.ndjson: is not UTF-8[^]*Nothing was sent\./)
})

const at0 = (text: string): string => text.replace('{"stream"', '{"revision":0,"position":9,"recordedAt":1,"stream"')

test('a revision that another event has is a conflict, and an id that another stream has is id_reused', async (t) => {
  const folder = await storeFolder(t)
  const [line = '', other = ''] = importLines(2, 2)
  const first = await tenonAgainWith(
    folder,
    `${at0(line)}\n${at0(other).replace('account-1', 'account-0')}\n`,
    'import',
    '-',
  )
  assert.equal(first.code, 1)
  assert.match(
    first.stderr,
    /1 appended, 0 repeated[^]*line 2 of -: conflict: the stream ends at revision 0[^]*Line 1 is stored; nothing after line 2 was sent\./,
  )
  const second = await tenonAgainWith(folder, line.replace('account-0', 'account-9'), 'import', '-')
  assert.equal(second.code, 1)
  assert.match(second.stderr, /line 1 of -: id_reused/)
})

test('an event over the limit stops the import with the exit code of too_large', async (t) => {
  const folder = await storeFolder(t)
  const [line = ''] = importLines(1, 1)
  const { code, stderr } = await tenonAgainWith(
    folder,
    line.replace('"i":0', `"i":"${'x'.repeat(1_100_000)}"`),
    'import',
    '-',
  )
  assert.equal(code, 19, stderr)
  assert.match(stderr, /line 1 of -: too_large: append: events\[0\]/)
})

test('import does not call a second run safe if the dedupe of the store does not cover it', async (t) => {
  const folder = await storeFolder(t)
  const config = await readFile(join(folder, 'tenon.config.ts'), 'utf8')
  await writeFile(join(folder, 'tenon.config.ts'), config.replaceAll("dedupe: 'forever'", "dedupe: 'expected'"))
  const { code, stderr } = await tenonAgainWith(folder, `${importLines(1, 1)[0]}\n{`, 'import', '-')
  assert.equal(code, 2)
  assert.match(
    stderr,
    /Line 1 is stored; nothing after line 2 was sent\.[^]*would store the lines without a revision a second time/,
  )
})

test('SIGINT ends an import cleanly, and import reports what is stored', async (t) => {
  const folder = await storeFolder(t)
  const importing = start(folder, 'import', '-')
  const done = ended(importing)
  importing.stdin.write(`${importLines(50, 5).join('\n')}\n`)
  // log fails while the store does not exist yet.
  while ((await ended(start(folder, 'log', '--follow', '--limit', '50'))).code !== 0) continue
  importing.kill('SIGINT')
  const { code, stderr } = await done
  assert.equal(code, 130)
  assert.match(stderr, /50 appended[^]*Lines 1 to 50 are stored; nothing after line 50 was sent\./)
})

test('import reports a file that cannot be read', async (t) => {
  const folder = await storeFolder(t)
  const [missing, directory] = await Promise.all([
    tenonAgain(folder, 'import', 'none'),
    tenonAgain(folder, 'import', '.'),
  ])
  assert.deepEqual([missing.code, directory.code], [2, 2])
  assert.match(missing.stderr, /none does not exist/)
  assert.match(directory.stderr, /is a folder/)
})
