import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { test } from 'node:test'
import { run } from '../../../../src/api/cli/program.ts'
import { conclude } from '../../../../src/api/cli/session/session.ts'
import { done } from '../../../../src/api/cli/session/outcome.ts'
import { Terminal } from '../../../../src/api/cli/terminal/terminal.ts'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ended, jsonLines, outcomeIn, seed, start, storeFolder, tenonAgain } from '../tenon.ts'

const COMMANDS: readonly (readonly [command: string, ...words: string[]])[] = [
  ['streams'],
  ['streams', '--categories'],
  ['read', 'account-0'],
  ['log'],
  ['log', '--last', '2'],
  ['event', '1'],
  ['export'],
  ['export', 'out.ndjson'],
  ['append', 'account-0', '--expected', 'any', '--type', 'Paid', '--data', '1'],
  ['import', 'in.ndjson'],
]

test('under --json the last line of every command that uses a store is its outcome, and no other line is', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 3)
  await writeFile(join(folder, 'in.ndjson'), '')
  for (const words of COMMANDS) {
    const { code, stdout } = await tenonAgain(folder, ...words, '--json')
    assert.equal(code, 0, words.join(' '))
    const kinds = jsonLines(stdout).map(({ kind }) => kind)
    assert.deepEqual(new Set(kinds.slice(0, -1)), new Set(kinds.length > 1 ? [undefined] : []), words.join(' '))
    assert.equal(kinds.at(-1), words[0] === 'append' ? 'appended' : 'done', words.join(' '))
  }
})

test('under --json a store that falls short, a store that fails, and an unsuccessful answer are outcomes too', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 3)
  await writeFile(join(folder, 'in.ndjson'), '')
  const config = await readFile(join(folder, 'tenon.config.ts'), 'utf8')
  const outcome = async (...words: readonly string[]): Promise<unknown> =>
    outcomeIn((await tenonAgain(folder, ...words, '--json')).stdout)
  assert.deepEqual(await outcome('read', 'none-1'), { kind: 'no_stream' })
  assert.deepEqual(await outcome('log', '--after', '9'), { kind: 'ahead', head: 3 })
  assert.deepEqual(await outcome('export', '--after', '9'), { kind: 'ahead', head: 3 })
  assert.partialDeepStrictEqual(await outcome('log', '--type', '\n'), {
    kind: 'failed',
    failure: 'invalid',
    effect: 'none',
  })
  await writeFile(
    join(folder, 'tenon.config.ts'),
    config.replace('max_event_bytes: 65_536', 'max_event_bytes: 99_000_000'),
  )
  for (const words of COMMANDS)
    assert.deepEqual(
      await outcome(...words),
      { kind: 'shortfall', gaps: [{ guarantee: 'max_event_bytes', required: 99_000_000, granted: 1_048_576 }] },
      words.join(' '),
    )
})

test('a signal that ends a command is its outcome, with how far the command had come', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 3)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const child = start(folder, 'log', '--follow', '--json')
    const all = ended(child)
    await once(child.stdout, 'data')
    child.kill(signal)
    const { stdout } = await all
    assert.deepEqual(outcomeIn(stdout), { kind: 'interrupted', events: 3, after: 3, signal })
  }
})

test('a category that SIGINT keeps from being counted to its end is not shown', async (t) => {
  const folder = await storeFolder(t)
  await seed(
    folder,
    Array.from({ length: 1_001 }, (_, i) => `account-${i}`),
    1,
  )
  const interrupt = new AbortController()
  const [output, notes] = [new PassThrough(), new PassThrough()]
  notes.once('data', () => interrupt.abort('SIGINT'))
  const terminal = new Terminal({ folder, input: () => Readable.from([]), output, notes, interrupt: interrupt.signal })
  assert.equal(await run(['streams', '--categories'], terminal), 130)
  assert.equal(output.read(), null)
})

test('the answer of a store is the outcome, even if a signal came meanwhile', async () => {
  const interrupt = new AbortController()
  const [output, notes] = [new PassThrough(), new PassThrough()]
  const terminal = new Terminal({
    folder: '/',
    input: () => Readable.from([]),
    output,
    notes,
    interrupt: interrupt.signal,
  })
  const options = { config: 'tenon.config.ts', store: undefined, json: true }
  interrupt.abort('SIGINT')
  await conclude(terminal, options, { code: 0, outcome: { kind: 'appended' } })
  await conclude(terminal, options, done({ events: 1 }))
  output.end()
  assert.deepEqual(jsonLines(await text(output)), [
    { kind: 'appended' },
    { kind: 'interrupted', events: 1, signal: 'SIGINT' },
  ])
})
