import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const EXAMPLE = fileURLToPath(new URL('../../examples/flights/', import.meta.url))
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const DATA = fileURLToPath(new URL('../../node_modules/vega-datasets/data/flights-20k.json', import.meta.url))

interface Flight {
  readonly date: string
  readonly delay: number
  readonly distance: number
  readonly origin: string
  readonly destination: string
}

let folder = ''
let airports = new Map<string, Flight[]>()

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-flights-'))
  // The data set's own shape; the example checks it, and would not have stored it otherwise.
  const flights = JSON.parse(await readFile(DATA, 'utf8')) as Flight[]
  airports = Map.groupBy(flights, ({ origin }) => origin)
})

after(() => rm(folder, { recursive: true }))

describe('npm start', () => {
  let first = { code: -1, stdout: '', stderr: '' }

  before(async () => {
    first = await ended(start('flights.sqlite'))
  })

  test('stores 20,000 flights, an airport a stream in the order of the file, and shows the delay by airport', () => {
    assert.equal(first.stderr, '')
    assert.equal(first.code, 0)
    assert.match(first.stdout, /^appended 20,000, repeated 0: [\d.]+ s, [\d,]+ events\/s$/m)
    assert.match(first.stdout, /^read back 20,000: /m)
    assert.deepEqual(tableIn(first.stdout), expectedTable())
    assert.match(first.stdout, /^and 205 more airports$/m)
    assert.deepEqual(stored('flights.sqlite'), airports)
  })

  test('says repeated when it is run again, and doubles nothing', async () => {
    const { code, stdout } = await ended(start('flights.sqlite'))
    assert.equal(code, 0)
    assert.match(stdout, /^appended 0, repeated 20,000: /m)
    assert.match(stdout, /^read back 20,000: /m)
    assert.deepEqual(tableIn(stdout), expectedTable())
    assert.deepEqual(stored('flights.sqlite'), airports)
  })

  test('names three commands to try next, and they work on the file it made', async () => {
    const commands = [...first.stdout.matchAll(/^ {2}npm (.+)$/gm)].map(([, words]) => words ?? '')
    assert.equal(commands.length, 3)
    assert.equal(commands[2], 'start')
    const [streams, read] = await Promise.all(commands.slice(0, 2).map((words) => ended(tenon(words))))
    assert.deepEqual([streams?.code, read?.code], [0, 0])
    assert.match(streams?.stdout ?? '', /^ +457 +airport-DTW$/m)
    const shownData = [...(read?.stdout ?? '').matchAll(/\{.+\}/g)].map(([data]) => JSON.parse(data))
    assert.deepEqual(shownData, airports.get('DTW')?.slice(-3).toReversed())
  })

  test('completes what a run that was killed half way had begun', async () => {
    const killed = start('killed.sqlite')
    const exit = once(killed, 'exit')
    while (count('killed.sqlite') < 5_000) {
      assert.equal(killed.exitCode, null, 'it ended before it could be killed')
      await wait(1)
    }
    killed.kill('SIGKILL')
    await exit
    const found = count('killed.sqlite')
    assert.ok(found < 20_000, `all ${found} flights were stored before the kill`)

    const again = await ended(start('killed.sqlite'))
    assert.equal(again.code, 0)
    assert.ok(again.stdout.includes(`appended ${shown(20_000 - found)}, repeated ${shown(found)}: `), again.stdout)
    assert.deepEqual(stored('killed.sqlite'), airports)
  })

  test('says what is wrong with a path that cannot be a store, and ends with 1', async () => {
    const { code, stdout, stderr } = await ended(start('.'))
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /^open: \. is a folder\. Name a file\.\n$/)
  })
})

describe("the example's domain", () => {
  test('imports nothing but tenon and itself', async () => {
    const files = await readdir(join(EXAMPLE, 'domain'), { recursive: true })
    assert.ok(files.length > 0)
    for (const file of files) {
      const source = await readFile(join(EXAMPLE, 'domain', file), 'utf8')
      for (const [, from] of source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g))
        assert.match(from ?? '', /^(?:tenon|\.\/[a-z-]+\.ts)$/, file)
    }
  })
})

const start = (path: string): ChildProcess => run([join(EXAMPLE, 'main.ts'), path])

/** What `npm run --silent tenon -- ...` runs, on the files of this test. */
const tenon = (words: string): ChildProcess =>
  run([MAIN, ...words.replace('run --silent tenon -- ', '').replace('examples/flights/', EXAMPLE).split(' ')])

const run = (words: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--conditions=tenon-source', ...words], { cwd: folder })

const ended = async (child: ChildProcess): Promise<{ code: number; stdout: string; stderr: string }> => {
  assert.ok(child.stdout !== null && child.stderr !== null)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: Number(code), stdout, stderr }
}

/** How many events a file holds; none as long as there is no file, or no table in it. */
const count = (path: string): number => {
  try {
    using db = new DatabaseSync(join(folder, path), { readOnly: true })
    return Number(db.prepare('SELECT count(*) AS events FROM events').get()?.['events'])
  } catch {
    return 0
  }
}

/** The data of a file's events by airport, in the order of the whole log. */
const stored = (path: string): Map<string, unknown[]> => {
  using db = new DatabaseSync(join(folder, path), { readOnly: true })
  const rows = db.prepare('SELECT stream, revision, type, data FROM events ORDER BY position').all()
  const streams = Map.groupBy(rows, ({ stream }) => String(stream).replace(/^airport-/, ''))
  return new Map(
    [...streams].map(([airport, events]) => {
      assert.ok(events.every(({ revision, type }, i) => revision === i && type === 'FlightDeparted'))
      return [airport, events.map(({ data }) => JSON.parse(String(data)))]
    }),
  )
}

/** The rows of the table that a run printed. */
const tableIn = (stdout: string): string[][] =>
  [...stdout.matchAll(/^([A-Z]{3}) +([\d,]+) +(-?[\d.]+) min +(-?\d+) min +(\d+) %$/gm)].map((row) => row.slice(1))

/** The rows it should have printed, folded from the data set itself. */
const expectedTable = (): string[][] =>
  [...airports]
    .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .slice(0, 15)
    .map(([airport, flights]) => {
      const delays = flights.map(({ delay }) => delay)
      const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
      const late = delays.filter((delay) => delay > 15).length / delays.length
      return [airport, shown(delays.length), mean.toFixed(1), String(Math.max(...delays)), (late * 100).toFixed(0)]
    })

const shown = (value: number): string => value.toLocaleString('en-US')
