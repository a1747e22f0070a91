import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { after, before, suite, test } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { copyExample, type Flight, flightsOf } from './copy.ts'

const MAIN = fileURLToPath(new URL('../../packages/tenon/src/main.ts', import.meta.url))

/** How many airports the example shows. */
const SHOWN = 15

/**
 * Adds the tests of `npm start` on the first `many` flights of the data set. The run that is killed half way gets
 * `ofTheKilled` flights.
 */
export const npmStart = (many: number, ofTheKilled: number): void => {
  suite(`npm start on ${shown(many)} flights`, () => {
    let folder = ''
    let airports: Airports = new Map()
    let first = { code: -1, stdout: '', stderr: '' }

    before(async () => {
      folder = await exampleOf(many)
      airports = airportsOf(await flightsOf(many))
      first = await ended(start(folder, 'flights.sqlite'))
    })

    after(() => rm(folder, { recursive: true }))

    test(`stores ${shown(many)} flights, each airport in a stream, in the order of the file, and shows the delay by airport`, () => {
      assert.equal(first.stderr, '')
      assert.equal(first.code, 0)
      assert.match(first.stdout, new RegExp(`^appended ${shown(many)}, repeated 0: [\\d.]+ s, [\\d,]+ events/s$`, 'm'))
      assert.match(first.stdout, new RegExp(`^projected ${shown(many)}: `, 'm'))
      assert.deepEqual(tableIn(first.stdout), expectedTable(airports))
      assert.match(first.stdout, new RegExp(`^and ${airports.size - SHOWN} more airports$`, 'm'))
      assert.deepEqual(stored(folder, 'flights.sqlite'), airports)
    })

    test('reports repeated when it is run again, and neither stores nor projects a flight twice', async () => {
      const { code, stdout } = await ended(start(folder, 'flights.sqlite'))
      assert.equal(code, 0)
      assert.match(stdout, new RegExp(`^appended 0, repeated ${shown(many)}: `, 'm'))
      assert.match(stdout, /^projected 0: /m)
      assert.deepEqual(tableIn(stdout), expectedTable(airports))
      assert.deepEqual(stored(folder, 'flights.sqlite'), airports)
    })

    test('names three commands to try next, which work on the file that it made', async () => {
      const commands = [...first.stdout.matchAll(/^ {2}npm (.+)$/gm)].map(([, words]) => words ?? '')
      assert.equal(commands.length, 3)
      assert.equal(commands[2], 'start')
      const [streams, read] = await Promise.all(commands.slice(0, 2).map((words) => ended(tenon(folder, words))))
      assert.deepEqual([streams?.code, read?.code], [0, 0])
      const detroit = airports.get('DTW') ?? []
      assert.match(streams?.stdout ?? '', new RegExp(`^ +${detroit.length - 1} +airport-DTW$`, 'm'))
      const shownData = [...(read?.stdout ?? '').matchAll(/\{.+\}/g)].map(([data]) => JSON.parse(data))
      assert.deepEqual(shownData, detroit.slice(-3).toReversed())
    })

    test('has a projection that the command line makes anew, with the same delays', async () => {
      const rebuilt = await ended(tenon(folder, 'project delays --rebuild --once'))
      assert.deepEqual([rebuilt.code, rebuilt.stdout], [0, ''])
      assert.match(rebuilt.stderr, new RegExp(`delays@1\\.2 has caught up at position ${many}: ${shown(many)} events`))
      const { stdout } = await ended(start(folder, 'flights.sqlite'))
      assert.match(stdout, /^projected 0: /m)
      assert.deepEqual(tableIn(stdout), expectedTable(airports))
    })

    test('completes the import of a run that was killed half way', async () => {
      const other = await exampleOf(ofTheKilled)
      after(() => rm(other, { recursive: true }))
      const killed = start(other, 'killed.sqlite')
      const exit = once(killed, 'exit')
      while (count(other, 'killed.sqlite') < ofTheKilled / 4) {
        assert.equal(killed.exitCode, null, 'it ended before it could be killed')
        await wait(1)
      }
      killed.kill('SIGKILL')
      await exit
      const found = count(other, 'killed.sqlite')
      assert.ok(found < ofTheKilled, `all ${found} flights were stored before the kill`)

      const again = await ended(start(other, 'killed.sqlite'))
      assert.equal(again.code, 0)
      const left = `appended ${shown(ofTheKilled - found)}, repeated ${shown(found)}: `
      assert.ok(again.stdout.includes(left), again.stdout)
      assert.deepEqual(stored(other, 'killed.sqlite'), airportsOf(await flightsOf(ofTheKilled)))
    })

    test('says what is wrong with a path that cannot be a store, and exits with 1', async () => {
      const { code, stdout, stderr } = await ended(start(folder, '.'))
      assert.equal(code, 1)
      assert.equal(stdout, '')
      assert.match(stderr, /^open: \. is a folder\. Name a file\.\n$/)
    })
  })
}

type Airports = ReadonlyMap<string, readonly Flight[]>

const airportsOf = (flights: readonly Flight[]): Airports => Map.groupBy(flights, ({ origin }) => origin)

/** Copies the example into a new folder, and returns it. */
const exampleOf = async (many: number): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-flights-'))
  await copyExample(folder, many)
  return folder
}

const start = (folder: string, path: string): ChildProcess => run(folder, ['main.ts', path])

/** Runs what `npm run --silent tenon -- ...` would run, in a folder. */
const tenon = (folder: string, words: string): ChildProcess =>
  run(folder, [MAIN, ...words.replace('run --silent tenon -- ', '').replace('examples/flights/', '').split(' ')])

const run = (folder: string, words: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--conditions=tenon-source', ...words], { cwd: folder })

const ended = async (child: ChildProcess): Promise<{ code: number; stdout: string; stderr: string }> => {
  assert.ok(child.stdout !== null && child.stderr !== null)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: Number(code), stdout, stderr }
}

/** Returns how many events a file holds: 0 while the file, or the table in it, does not exist. */
const count = (folder: string, path: string): number => {
  try {
    using db = new DatabaseSync(join(folder, path), { readOnly: true })
    return Number(db.prepare('SELECT count(*) AS events FROM events').get()?.['events'])
  } catch {
    return 0
  }
}

/** Returns the data of a file's events by airport, in the order of the log. */
const stored = (folder: string, path: string): Map<string, unknown[]> => {
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

/** Returns the rows of the table that a run printed. */
const tableIn = (stdout: string): string[][] =>
  [...stdout.matchAll(/^([A-Z]{3}) +([\d,]+) +(-?[\d.]+) min +(-?\d+) min +(\d+) %$/gm)].map((row) => row.slice(1))

/** Returns the rows that a run should print, computed from the data set. */
const expectedTable = (airports: Airports): string[][] =>
  [...airports]
    .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .slice(0, SHOWN)
    .map(([airport, flights]) => {
      const delays = flights.map(({ delay }) => delay)
      const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
      const late = delays.filter((delay) => delay > 15).length / delays.length
      return [airport, shown(delays.length), mean.toFixed(1), String(Math.max(...delays)), (late * 100).toFixed(0)]
    })

const shown = (value: number): string => value.toLocaleString('en-US')
