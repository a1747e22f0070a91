import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import type { EventStore } from 'tenon'
import { startOfLast, startSince } from '../../../../src/api/cli/event/log/log-start.ts'
import { parseTime } from '../../../../src/api/cli/event/log/time.ts'
import { gives, leastNeed, once as policy } from '../../../service/semantics/stores.ts'
import { natsProject } from '../../../../../../test/docs/project.ts'
import { nats } from '../../../service/nats/servers/binaries.ts'
import { startServer } from '../../../service/nats/servers/server.ts'
import { dataLines, ended, jsonLines, outcomeIn, seed, start, storeFolder, tenonAgain, tenonWith } from '../tenon.ts'

const IN_TIME = { timeout: 60_000 }

const positions = (stdout: string): unknown[] => dataLines(stdout).map(({ position }) => position)

const positionsIn = (lines: readonly string[]): unknown[] => lines.map((line) => jsonLines(line)[0]?.['position'])

const append = (folder: string, stream: string, type = 'Opened'): ReturnType<typeof tenonAgain> =>
  tenonAgain(folder, 'append', stream, '--expected', 'any', '--type', type, '--data', '1')

test('log --last prints the last events that match, in order, and all of them if there are fewer', async (t) => {
  const folder = await storeFolder(t)
  await append(folder, 'door-1')
  await append(folder, 'door-2')
  await seed(folder, ['account-0'], 5_000)
  await append(folder, 'door-3')
  const log = async (...words: readonly string[]): Promise<unknown[]> => {
    const { code, stdout, stderr } = await tenonAgain(folder, 'log', '--json', ...words)
    assert.equal(code, 0, stderr)
    return positions(stdout)
  }
  assert.deepEqual(await log('--last', '3'), [5_001, 5_002, 5_003])
  assert.deepEqual(await log('--last', '2', '--prefix', 'door-'), [2, 5_003])
  assert.deepEqual(await log('--last', '9', '--type', 'Opened'), [1, 2, 5_003])
  assert.deepEqual(await log('--last', '3', '--limit', '1'), [5_001])
  assert.equal((await log('--last', '6000')).length, 5_003)
  assert.deepEqual(await log('--last', '1', '--prefix', 'none-'), [])
})

test('log --after end prints nothing without --follow, and says where to continue', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 12)
  const { code, stdout } = await tenonAgain(folder, 'log', '--after', 'end', '--json')
  assert.deepEqual([code, jsonLines(stdout)], [0, [{ kind: 'done', events: 0, after: 12 }]])
})

test(
  'log --last and --after end with --follow go on with what comes, without a gap or a double',
  IN_TIME,
  async (t) => {
    const folder = await storeFolder(t)
    await seed(folder, ['account-0'], 2_000)
    const limited = start(folder, 'log', '--last', '2', '--follow', '--limit', '4', '--json')
    const last = ended(limited)
    const tail = start(folder, 'log', '--after', 'end', '--follow', '--json')
    const followed: string[] = []
    const lines = createInterface({ input: tail.stdout })
    const closed = once(tail, 'close')
    lines.on('line', (line) => followed.push(line))
    // The output shows that following has begun.
    let made = 2_000
    while (followed.length === 0) {
      await append(folder, 'door-1')
      made += 1
    }
    for (let more = 0; more < 3; more += 1, made += 1) await append(folder, 'door-1')
    while (positionsIn(followed).at(-1) !== made) await turn()
    tail.kill('SIGINT')
    assert.deepEqual(await closed, [130, null])
    const { position: first } = jsonLines(followed[0] ?? '')[0] ?? {}
    assert.ok(Number(first) > 2_000, `it gave ${String(first)}, which stood there before`)
    const wanted = Array.from({ length: made - Number(first) + 1 }, (_, i) => Number(first) + i)
    assert.deepEqual(positionsIn(followed.slice(0, -1)), wanted)
    assert.deepEqual(jsonLines(followed.at(-1) ?? ''), [
      { kind: 'interrupted', events: wanted.length, after: made, signal: 'SIGINT' },
    ])
    // It may have begun after the last of these.
    while (limited.exitCode === null) await append(folder, 'door-1')
    const given = dataLines((await last).stdout).map(({ position }) => Number(position))
    assert.deepEqual(
      given,
      Array.from({ length: 4 }, (_, i) => (given[0] ?? 0) + i),
    )
  },
)

test('log --since begins where the clock of the store reached a time', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 3_000)
  const db = new DatabaseSync(join(folder, 'events.db'))
  // One event per second, the last one now.
  const now = Date.now()
  db.prepare('UPDATE events SET recorded_at = ? + 1000 * (position - 3000)').run(now)
  db.close()
  const log = async (since: string): Promise<unknown[]> =>
    positions((await tenonAgain(folder, 'log', '--json', '--since', since)).stdout)
  assert.deepEqual(await log(new Date(now - 4_000).toISOString()), [2_996, 2_997, 2_998, 2_999, 3_000])
  assert.deepEqual(await log(new Date(now - 3_999).toISOString()), [2_997, 2_998, 2_999, 3_000])
  assert.equal((await log('7d')).length, 3_000)
  assert.deepEqual(await log(new Date(now + 1).toISOString()), [])
})

test('two of --after, --last and --since together, or an invalid value, are refused with a sentence before anything is opened', async (t) => {
  const folder = await storeFolder(t)
  for (const [says, ...words] of [
    [/'--after <position>' cannot be used with option '--last <number>'/, '--after', 'end', '--last', '3'],
    [/'--after <position>' cannot be used with option '--since <time>'/, '--after', '7', '--since', '2h'],
    [/'--last <number>' cannot be used with option '--since <time>'/, '--last', '3', '--since', '2h'],
    [/'--last <number>' argument '0' is invalid\. It must be a whole number from 1/, '--last', '0'],
    [/'--after <position>' argument 'last' is invalid\. It must be start, end or a whole number/, '--after', 'last'],
    [
      /'--since <time>' argument 'noon' is invalid\. It must be a time with its zone, such as .*30s, 10m, 2h, 7d/,
      '--since',
      'noon',
    ],
  ] as const) {
    const { code, stderr } = await tenonAgain(folder, 'log', ...words)
    assert.equal(code, 2)
    assert.match(stderr, says)
  }
})

test('a time is given with its zone, as a day, or as how long ago', () => {
  assert.equal(parseTime('2026-11-27T10:00:00Z'), Date.UTC(2026, 10, 27, 10))
  assert.equal(parseTime('2026-11-27T10:00+02:00'), Date.UTC(2026, 10, 27, 8))
  assert.equal(parseTime('2026-11-27T10:00:00.250Z'), Date.UTC(2026, 10, 27, 10, 0, 0, 250))
  assert.equal(parseTime('2024-02-29'), Date.UTC(2024, 1, 29))
  for (const [text, ms] of [
    ['30s', 30_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
  ] as const) {
    const before = Date.now()
    const read = parseTime(text)
    assert.ok(read >= before - ms && read <= Date.now() - ms, text)
  }
  for (const text of [
    '',
    '10',
    '10x',
    '-1h',
    '1.5h',
    'now',
    '2026-02-30',
    '2026-11-27T25:00Z',
    '2026-11-27T10:00:00',
    '27.11.2026',
    '1e9s',
  ])
    assert.throws(() => parseTime(text), /It must be a time with its zone, such as/, text)
})

test('finding a place reads few events: the last events by doubling stretches, a time by binary search', async (t) => {
  const events = Array.from({ length: 1_000 }, () => ({ id: randomUUID(), type: 'Paid', data: 1, metadata: {} }))
  await using binding = bind(leastNeed, new MemoryEventExecutor(), policy)
  const { store } = gives(await binding.open(), 'opened')
  for (let i = 0; i < 40; i += 1) {
    const fresh = events.map((event) => ({ ...event, id: randomUUID() }))
    gives(
      await store.append({ stream: i === 30 ? 'rare-1' : 'a-1', expectedRevision: 'any', events: fresh }),
      'appended',
    )
  }
  let [calls, given] = [0, 0]
  const counted: EventStore = {
    ...store,
    read_all: async (...asked) => {
      const page = await store.read_all(...asked)
      calls += 1
      if (page.kind === 'page') given += page.events.length
      return page
    },
  }
  const { signal } = new AbortController()
  const all = { streams: 'all', types: 'all' } as const
  assert.deepEqual(await startOfLast(counted, all, 10, signal), { kind: 'place', after: 39_990 })
  assert.ok(given <= 2_000, `${given} events were read for 10`)
  given = 0
  assert.deepEqual(await startOfLast(counted, all, 40_000, signal), { kind: 'place', after: 'start' })
  assert.ok(given <= 1, `${given} events were read for all`)
  const rare = { streams: { prefix: 'rare-' }, types: 'all' } as const
  assert.deepEqual(await startOfLast(counted, rare, 5, signal), { kind: 'place', after: 30_995 })
  calls = 0
  assert.equal((await startSince(counted, Date.now() + 1, signal)).kind, 'place')
  assert.ok(calls <= 20, `${calls} looks for a time among 40,000 events`)
  t.diagnostic(`${given} events, ${calls} looks`)
})

test('log --last and --since also find their place on NATS, where positions are far apart', nats, async (t) => {
  await using server = await startServer({ series: '2.15', syncAlways: true })
  const folder = natsProject(server.url)
  t.after(() => rm(folder, { recursive: true }))
  const lines = Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({ stream: `order-${i % 3}`, id: randomUUID(), type: 'Paid', data: i, metadata: {} }),
  )
  const imported = await tenonWith(folder, lines.join('\n'), 'import', '-')
  assert.equal(imported.code, 0, imported.stderr)
  const log = async (...words: readonly string[]): Promise<Record<string, unknown>[]> =>
    dataLines((await tenonAgain(folder, 'log', '--json', ...words)).stdout)
  const all = await log()
  assert.equal(all.length, 60)
  const [last, since, ofOne] = await Promise.all([
    log('--last', '7'),
    log('--since', '1h'),
    log('--last', '2', '--prefix', 'order-1'),
  ])
  assert.deepEqual(last, all.slice(-7))
  assert.deepEqual(since, all)
  assert.deepEqual(ofOne, all.filter(({ stream }) => stream === 'order-1').slice(-2))
  const end = await tenonAgain(folder, 'log', '--after', 'end', '--json')
  assert.deepEqual(jsonLines(end.stdout), [{ kind: 'done', events: 0, after: all.at(-1)?.['position'] }])
  assert.equal(outcomeIn(end.stdout)['kind'], 'done')
})
