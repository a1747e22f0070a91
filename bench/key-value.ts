import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { randomUUID } from 'node:crypto'
import { type JsonInput, KeyValue, need, type Put } from 'tenon'
import { bind } from 'tenon/bind'
import { SqliteKeyValueExecutor } from 'tenon/sqlite'
import { rawEntries, rawGet, rawPut, type ReadyPut } from './raw-entries.ts'

/**
 * Puts and gets of ours beside the raw engine, in one process, in turns. `--quick` does a tenth of everything.
 * `TENON_BENCH_DIR` says where the files are made; it should be a disk, since a sync in memory costs nothing.
 */
const quick = process.argv.includes('--quick')
const RUNS = quick ? 3 : 7
const PUTS = quick ? 4_000 : 40_000
const GETS = quick ? 10_000 : 100_000
const FEW = 1_000
const MANY = quick ? 100_000 : 1_000_000
/** Ours and raw alternate within a run, so that a slow moment of the machine affects both. */
const TURN = 2_000

const folder = mkdtempSync(join(process.env.TENON_BENCH_DIR ?? tmpdir(), 'tenon-bench-'))

const Settings = need(KeyValue, {
  dedupe: 'recent',
  reads: 'latest',
  expiry: 'kept',
  durability: 'power_loss',
  replication: 'single',
  reach: 'machine',
  retention: 'forever',
  max_value_bytes: 65_536,
  recent_writes: 16,
  repeat_window_ms: 60_000,
  removed_kept_ms: 60_000,
})

const POLICY = {
  attempts: 3,
  attemptMs: 10_000,
  deadlineMs: 30_000,
  backoffMs: 10,
  maxBackoffMs: 1_000,
  concurrency: 256,
}

const config = (path: string) =>
  ({
    path,
    create: true,
    access: 'read_write',
    synchronous: 'full',
    recentWrites: 64,
    repeatWindowMs: 3_600_000,
    removedKeptMs: 3_600_000,
    busyTimeoutMs: 5_000,
    pollMs: 50,
  }) as const

/** A raw file and one of ours with the same keys. */
const stores = async (name: string) => {
  const binding = bind(
    Settings,
    new SqliteKeyValueExecutor({ config: config(join(folder, `ours-${name}.db`)) }),
    POLICY,
  )
  const opened = await binding.open()
  if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened))
  const raw = rawEntries(join(folder, `raw-${name}.db`))
  const close = async (): Promise<void> => {
    raw.close()
    await binding.close()
  }
  return { raw, store: opened.store, close }
}
type Stores = Awaited<ReturnType<typeof stores>>

const keyOf = (i: number): string => `account-${String(i).padStart(7, '0')}`
const anyKey = (keys: number): string => keyOf(Math.floor(Math.random() * keys))
const valueOf = (i: number): JsonInput => ({ i, name: `Name ${i}`, text: 'x'.repeat(200), list: [i, null, true] })

const timed = async (work: () => unknown): Promise<number> => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Calls for each item, with at most `inFlight` calls at a time. */
const inLanes = async <Item>(items: readonly Item[], inFlight: number, call: (item: Item) => Promise<void>) => {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await call(item)
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
}

/** Puts the same keys to both, in turns, and returns the milliseconds of each. */
const put = async ({ raw, store }: Stores, keys: readonly string[], inFlight: number): Promise<[number, number]> => {
  let [rawMs, oursMs] = [0, 0]
  for (let done = 0; done < keys.length; done += TURN) {
    const puts: Put[] = keys
      .slice(done, done + TURN)
      .map((key, i) => ({ id: randomUUID(), key, value: valueOf(done + i), expected: 'any', lifetimeSeconds: null }))
    const ready: ReadyPut[] = puts.map(({ id, key, value }) => ({ id, key, value: JSON.stringify(value) }))
    rawMs += await timed(() => rawPut(raw, ready, inFlight))
    oursMs += await timed(() =>
      inLanes(puts, inFlight, async (one) => {
        const outcome = await store.put(one)
        if (outcome.kind !== 'put') throw new Error(JSON.stringify(outcome))
      }),
    )
  }
  return [rawMs, oursMs]
}

/** Gets the same keys from both, in turns, and returns the milliseconds of each. */
const get = async ({ raw, store }: Stores, keys: readonly string[], inFlight: number): Promise<[number, number]> => {
  let [rawMs, oursMs] = [0, 0]
  for (let done = 0; done < keys.length; done += TURN) {
    const some = keys.slice(done, done + TURN)
    rawMs += await timed(() => rawGet(raw, some))
    oursMs += await timed(() =>
      inLanes(some, inFlight, async (key) => {
        const outcome = await store.get({ key })
        if (outcome.kind !== 'value') throw new Error(JSON.stringify(outcome))
      }),
    )
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
    `${name.padEnd(52)} ${rate(0).padStart(9)} ${rate(1).padStart(9)}   ${median(ratios).toFixed(2)}   ${spread}`,
  )
}

const repeated = async (run: () => Promise<[number, number]>): Promise<[number, number][]> => {
  const runs: [number, number][] = []
  for (let i = 0; i < RUNS; i += 1) runs.push(await run())
  return runs
}

const randomKeys = (many: number, keys: number): readonly string[] => Array.from({ length: many }, () => anyKey(keys))

try {
  console.log(`${''.padEnd(52)} ${'raw /s'.padStart(9)} ${'ours /s'.padStart(9)}   ours/raw, median of ${RUNS}, spread`)
  const few = await stores('few')
  await put(
    few,
    Array.from({ length: FEW }, (_, i) => keyOf(i)),
    64,
  )
  const many = await stores('many')
  row(`put of ${MANY.toLocaleString('en')} new keys, 64 in flight`, MANY, [
    await put(
      many,
      Array.from({ length: MANY }, (_, i) => keyOf(i)),
      64,
    ),
  ])
  for (const [inFlight, puts] of [
    [64, PUTS],
    [1, PUTS / 10],
  ] as const) {
    // In turns, so that the ratio of the two sizes is not of two moments of the machine.
    const [small, large]: [number, number][][] = [[], []]
    for (let i = 0; i < RUNS; i += 1) {
      small?.push(await put(few, randomKeys(puts, FEW), inFlight))
      large?.push(await put(many, randomKeys(puts, MANY), inFlight))
    }
    row(`put over one of ${FEW.toLocaleString('en')} keys, ${inFlight} in flight`, puts, small ?? [])
    row(`put over one of ${MANY.toLocaleString('en')} keys, ${inFlight} in flight`, puts, large ?? [])
    for (const [who, name] of [
      [1, 'ours'],
      [0, 'raw'],
    ] as const) {
      const ratios = (large ?? []).map((ms, i) => ms[who] / (small?.[i]?.[who] ?? Number.NaN))
      console.log(
        `  of ${name}, a put in the large store costs ${median(ratios).toFixed(2)} times one in the small store`,
      )
    }
  }
  for (const [size, pair] of [
    [FEW, few],
    [MANY, many],
  ] as const) {
    for (const inFlight of [64, 1]) {
      row(
        `get of one of ${size.toLocaleString('en')} keys, ${inFlight} in flight`,
        GETS,
        await repeated(() => get(pair, randomKeys(GETS, size), inFlight)),
      )
    }
  }
  await few.close()
  await many.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
