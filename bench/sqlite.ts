import { mkdtempSync, rmSync } from 'node:fs'
import { tracingChannel } from 'node:diagnostics_channel'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { Events } from './events.ts'
import { type Ours, ourAppend, ourScan, ourStore } from './ours.ts'
import { rawAppend, rawScan, rawStore } from './raw.ts'

/**
 * Ours beside the raw engine, in one process, in turns. `--quick` does a tenth of everything, `--burst` only the last part, a burst of large
 * appends. `TENON_BENCH_DIR` says where the files are made; it should be a disk, since a sync in memory costs nothing.
 */
const quick = process.argv.includes('--quick')
const RUNS = quick ? 3 : 7
const APPENDS = quick ? 4_000 : 40_000
const STORED = quick ? 100_000 : 1_000_000
/** The two alternate within a run, so that a slow moment of the machine affects both. */
const TURN = 2_000
const PAGE = 500
const BURST = 256

const folder = mkdtempSync(join(process.env.TENON_BENCH_DIR ?? tmpdir(), 'tenon-bench-'))

/** The same events in a raw file and in one of ours. */
interface Pair {
  readonly raw: DatabaseSync
  readonly ours: Ours
  readonly events: Events
}

let made = 0
const pair = async (): Promise<Pair> => {
  made += 1
  return {
    raw: rawStore(join(folder, `raw-${made}.db`)),
    ours: await ourStore(join(folder, `ours-${made}.db`)),
    events: new Events(),
  }
}

const close = async ({ raw, ours }: Pair): Promise<void> => {
  raw.close()
  await ours.binding.close()
}

const timed = async (work: () => unknown): Promise<number> => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Appends the same number to both, in turns, and returns the milliseconds of each. */
const append = async ({ raw, ours, events }: Pair, count: number, inFlight: number): Promise<[number, number]> => {
  let [rawMs, oursMs] = [0, 0]
  for (let done = 0; done < count; done += TURN) {
    const { appends, rows } = events.next(Math.min(TURN, count - done))
    rawMs += await timed(() => rawAppend(raw, rows, inFlight))
    oursMs += await timed(() => ourAppend(ours.store, appends, inFlight))
  }
  return [rawMs, oursMs]
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

const row = (name: string, count: number, runs: readonly (readonly [raw: number, ours: number])[]): void => {
  const ratios = runs.map(([raw, ours]) => raw / ours)
  const rate = (of: 0 | 1): string =>
    Math.round((1000 * count) / median(runs.map((run) => run[of]))).toLocaleString('en')
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
  console.log(
    `${name.padEnd(46)} ${rate(0).padStart(9)} ${rate(1).padStart(9)}   ${median(ratios).toFixed(2)}   ${spread}`,
  )
}

const head = (title: string): void => {
  console.log(
    `\n${title.padEnd(46)} ${'raw /s'.padStart(9)} ${'ours /s'.padStart(9)}   ours/raw, median of ${RUNS}, spread`,
  )
}

const appendsToEmpty = async (inFlight: number): Promise<void> => {
  const runs: [number, number][] = []
  for (let run = 0; run < RUNS; run += 1) {
    const both = await pair()
    runs.push(await append(both, APPENDS, inFlight))
    await close(both)
  }
  row(`append, ${inFlight} in flight`, APPENDS, runs)
}

const appendsToFull = async (full: Pair, inFlight: number): Promise<void> => {
  const runs: [number, number][] = []
  for (let run = 0; run < RUNS; run += 1) runs.push(await append(full, APPENDS, inFlight))
  row(`append, ${inFlight} in flight`, APPENDS, runs)
}

const scans = async ({ raw, ours }: Pair): Promise<void> => {
  const runs: [number, number][] = []
  let count = 0
  let resident = 0
  for (let run = 0; run < RUNS; run += 1) {
    const rawMs = await timed(() => rawScan(raw, PAGE))
    const oursMs = await timed(async () => {
      count = await ourScan(ours.store, PAGE)
    })
    resident = Math.max(resident, process.memoryUsage.rss())
    runs.push([rawMs, oursMs])
  }
  row(`read_all, pages of ${PAGE}, ${count.toLocaleString('en')} events`, count, runs)
  console.log(`the process that did all of this: ${Math.round(resident / 1024 / 1024)} MB resident`)
}

const heard = (): void => undefined
const listener = { start: heard, end: heard, asyncStart: heard, asyncEnd: heard, error: heard }
const channels = ['tenon:event_store:append', 'tenon:event_store:append:attempt'].map((name) => tracingChannel(name))

const tracing = async (): Promise<void> => {
  const runs: [number, number][] = []
  for (let run = 0; run < RUNS; run += 1) {
    const both = await pair()
    let [silent, listened] = [0, 0]
    for (let done = 0; done < APPENDS; done += TURN) {
      const { appends } = both.events.next(TURN)
      const half = TURN / 2
      silent += await timed(() => ourAppend(both.ours.store, appends.slice(0, half), 64))
      for (const channel of channels) channel.subscribe(listener)
      listened += await timed(() => ourAppend(both.ours.store, appends.slice(half), 64))
      for (const channel of channels) channel.unsubscribe(listener)
    }
    runs.push([silent, listened])
    await close(both)
  }
  console.log(`\n${'tracing'.padEnd(46)} ${'none /s'.padStart(9)} ${'heard /s'.padStart(9)}   heard/none`)
  row('append, 64 in flight, with a listener', APPENDS / 2, runs)
}

const loopDelay = async (inFlight: number): Promise<void> => {
  const both = await pair()
  const { appends } = both.events.next(APPENDS)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await ourAppend(both.ours.store, appends, inFlight)
  delay.disable()
  const ms = (percentile: number): string => (delay.percentile(percentile) / 1e6).toFixed(1)
  console.log(`event loop delay, ${String(inFlight).padStart(2)} in flight: median ${ms(50)} ms, p99 ${ms(99)} ms`)
  await close(both)
}

const inMs = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(0)

/** Measures how long the event loop pauses during some work. The tick in which the work begins is not counted. */
const stops = async (begin: () => readonly Promise<unknown>[]): Promise<string> => {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const called = performance.now()
  const going = begin()
  const begun = performance.now()
  delay.enable()
  await Promise.all(going)
  // The last stop is counted when the loop goes on.
  await wait(5)
  delay.disable()
  const ms = [begun - called, performance.now() - begun].map((took) => took.toFixed(0)).join(' ms to call, then ')
  return `${ms} ms, stops: median ${inMs(delay.percentile(50))} ms, longest ${inMs(delay.max)} ms`
}

/** Appends 256 times 1,000 events at once, with a deadline, and then 32 more, one at a time, to the same store. */
const burst = async (deadlineMs: number): Promise<void> => {
  const both = await pair()
  const { store } = both.ours
  const large = (i: number) => {
    const events = both.events.next(1_000).appends.flatMap((one) => one.events)
    return { stream: `burst-${i}`, expectedRevision: 'no_stream', events } as const
  }
  const together = Array.from({ length: BURST }, (_, i) => large(i))
  let [stored, late] = [0, 0]
  const at = await stops(() =>
    together.map(async (one) => {
      const outcome = await store.append(one, { signal: null, deadlineMs })
      if (outcome.kind === 'appended') stored += 1
      else if (outcome.kind === 'failed' && outcome.failure === 'timeout') late += 1
      else throw new Error(JSON.stringify(outcome))
    }),
  )
  console.log(
    `${BURST} appends of 1,000 events at once, deadline ${deadlineMs} ms: ${stored} stored, ${late} too late; ${at}`,
  )
  const alone = Array.from({ length: 32 }, (_, i) => large(BURST + i))
  console.log(`  then 32 of them one at a time: ${await stops(() => [ourAppend(store, alone, 1)])}`)
  await close(both)
}

/** Everything but the burst. */
const rates = async (): Promise<void> => {
  head(`an empty store, ${APPENDS.toLocaleString('en')} appends`)
  await appendsToEmpty(64)
  await appendsToEmpty(1)
  const full = await pair()
  await append(full, STORED, 64)
  head(`a store of ${STORED.toLocaleString('en')} events, ${APPENDS.toLocaleString('en')} appends`)
  await appendsToFull(full, 64)
  await appendsToFull(full, 1)
  head('reading')
  await scans(full)
  await close(full)
  await tracing()
  console.log()
  await loopDelay(1)
  await loopDelay(64)
}

try {
  if (!process.argv.includes('--burst')) await rates()
  for (const deadlineMs of [500, 30_000]) await burst(deadlineMs)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
