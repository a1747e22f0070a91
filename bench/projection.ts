import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { type Build, project, type ProjectSettings, reached, type ReadModel } from 'tenon/run'
import { balances, deposits } from './balances.ts'
import { Events } from './events.ts'
import { type Ours, ourAppend, ourScan, ourStore } from './ours.ts'
import { rawScan, rawStore } from './raw.ts'

/**
 * Projections of a log in SQLite beside the raw scan of the same log, in one process, in turns. Then how long an append
 * takes to reach an idle projection, in this process and from another. `--quick` does a tenth of everything.
 */
const quick = process.argv.includes('--quick')
const RUNS = 3
const STORED = quick ? 100_000 : 1_000_000
const LIVE = quick ? 50 : 300
const PAGE = 1_000

const settings: ProjectSettings = {
  pageEvents: PAGE,
  until: 'caught_up',
  rebuild: false,
  ifTakenOver: 'stop',
  backoffMs: 10,
  maxBackoffMs: 1_000,
  checkMs: 1_000,
}

/** A read model that keeps nothing but its checkpoint, in memory. */
const empty = (name: string): ReadModel => {
  const of = deposits(name)
  let build: Build | undefined
  return {
    projection: of,
    open: async () => ({ kind: 'opened' }),
    openExisting: async () => ({ kind: 'opened' }),
    close: async () => ({ kind: 'closed' }),
    builds: async () => ({ kind: 'builds', builds: build === undefined ? [] : [build] }),
    begin: async (number) => {
      build ??= {
        version: of.version,
        number,
        checkpoint: { position: 'start', last: null, passed: { unreadable: 0, unknownType: 0 } },
        live: true,
        paused: false,
      }
      return { kind: 'begun', build }
    },
    commit: async ({ to }) => {
      if (build === undefined) return { kind: 'dropped' }
      build = { ...build, checkpoint: to }
      return { kind: 'committed', live: true }
    },
    pause: async () => ({ kind: 'absent' }),
    drop: async () => ({ kind: 'absent' }),
  }
}

const run = async ({ store }: Ours, models: readonly ReadModel[]): Promise<void> => {
  const going = project(store, models, settings)
  going.start()
  for (const { end, events } of await going.ended)
    if (end?.why !== 'caught_up' || events !== STORED) throw new Error(JSON.stringify({ end, events }))
}

const timed = async (work: () => unknown): Promise<number> => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

const middle = (numbers: readonly number[], share = 0.5): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)] ?? Number.NaN

const shown = (ratios: readonly number[]): string =>
  `${middle(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`

const catchingUp = async (folder: string, ours: Ours, rawPath: string): Promise<void> => {
  const raw = rawStore(rawPath)
  const ratios: { readonly [name: string]: number[] } = { scan: [], empty: [], tables: [], five: [] }
  const rates: number[] = []
  for (let each = 0; each < RUNS; each += 1) {
    const rawMs = await timed(() => rawScan(raw, PAGE))
    const scanMs = await timed(() => ourScan(ours.store, PAGE))
    const emptyMs = await timed(() => run(ours, [empty('empty')]))
    const path = join(folder, `balances-${each}.db`)
    const tablesMs = await timed(() => run(ours, [balances(path)]))
    const fiveMs = await timed(() => run(ours, ['a', 'b', 'c', 'd', 'e'].map(empty)))
    ratios.scan?.push(rawMs / scanMs)
    ratios.empty?.push(rawMs / emptyMs)
    ratios.tables?.push(rawMs / tablesMs)
    ratios.five?.push(fiveMs / (5 * emptyMs))
    rates.push((1_000 * STORED) / rawMs)
  }
  raw.close()
  console.log(`${STORED.toLocaleString('en')} events, pages of ${PAGE}, median of ${RUNS} runs (least to most)`)
  console.log(`  raw scan, JSON parsed                      ${Math.round(middle(rates)).toLocaleString('en')} events/s`)
  console.log(`  read_all, of the raw scan                  ${shown(ratios.scan ?? [])}`)
  console.log(`  projection with an empty handler, of it    ${shown(ratios.empty ?? [])}`)
  console.log(`  projection with upserts in SQLite, of it   ${shown(ratios.tables ?? [])}`)
  console.log(`  five projections over one scan, of five    ${shown(ratios.five ?? [])}`)
}

/** Appends one event, and returns its position. */
type AppendOne = (n: number) => Promise<number>

/** Appends one event at a time to an idle projection, and prints how long each took to reach it after its append returned. */
const live = async (folder: string, name: string, { store }: Ours, append: AppendOne): Promise<void> => {
  const model = balances(join(folder, `${name.replaceAll(' ', '-')}.db`))
  const going = project(store, [model], { ...settings, until: 'stopped' })
  going.start()
  const took: number[] = []
  for (let n = 0; n <= LIVE; n += 1) {
    const position = await append(n)
    const begun = performance.now()
    const there = await reached(model, position)
    if (there.kind !== 'reached') throw new Error(JSON.stringify(there))
    // The first append waits for the read model to be made.
    if (n > 0) took.push(performance.now() - begun)
  }
  await going.stop()
  console.log(
    `  appended by ${name.padEnd(30)} p50 ${middle(took).toFixed(1)} ms, p99 ${middle(took, 0.99).toFixed(1)} ms`,
  )
}

const appendOne =
  ({ store }: Ours, prefix: string): AppendOne =>
  async (n) => {
    const [append] = new Events().next(1).appends
    if (append === undefined) throw new Error('no append was made')
    const appended = await store.append({ ...append, stream: `${prefix}-${n}`, expectedRevision: 'no_stream' })
    if (appended.kind !== 'appended') throw new Error(JSON.stringify(appended))
    return appended.position
  }

const [, , given] = process.argv
if (given?.endsWith('.db') === true) {
  // Another process, which appends when it is asked to, and sends the position.
  const append = appendOne(await ourStore(given), 'across')
  process.on('message', (n: number) => void append(n).then((position) => process.send?.(position)))
  process.send?.(0)
} else {
  const folder = mkdtempSync(join(process.env.TENON_BENCH_DIR ?? tmpdir(), 'tenon-bench-'))
  try {
    const path = join(folder, 'events.db')
    const ours = await ourStore(path)
    const events = new Events()
    for (let done = 0; done < STORED; done += 10_000) await ourAppend(ours.store, events.next(10_000).appends, 256)
    await catchingUp(folder, ours, path)
    await ours.binding.close()

    console.log(`${LIVE} appends to an idle projection, one at a time, from the return of the append (pollMs is 50)`)
    const idlePath = join(folder, 'idle.db')
    const idle = await ourStore(idlePath)
    await live(folder, 'this process', idle, appendOne(idle, 'within'))
    const other = fork(import.meta.filename, [idlePath])
    await once(other, 'message')
    await live(folder, 'another process', idle, async (n) => {
      other.send(n)
      const [position]: number[] = await once(other, 'message')
      return position ?? Number.NaN
    })
    other.kill()
    await idle.binding.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
