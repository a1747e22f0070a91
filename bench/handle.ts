import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { DatabaseSync } from 'node:sqlite'
import { handle } from 'tenon'
import { project, type ProjectSettings, reached } from 'tenon/run'
import { account, deposited } from './account.ts'
import { balances } from './balances.ts'
import { emmettAccounts } from './emmett/accounts.ts'
import { type Ours, ourAppend, ourStore } from './ours.ts'
import { rawAppend, rawStore, type Ready } from './raw.ts'

/**
 * Handling a command on a stream of ten events: raw SQLite (read, parse, fold, insert, commit), `handle`, and the
 * command handler of Emmett, in one process, in turns. Then the same with a read model that is current before the next
 * command: a projection of ours, and an inline projection of Emmett. Every write is durable before it counts. `--quick`
 * does a tenth. `TENON_BENCH_DIR` says where the files are made; it should be a disk.
 */
const quick = process.argv.includes('--quick')
const RUNS = quick ? 3 : 5
const STREAMS = quick ? 400 : 2_000
const TURN = 200
const STORED = 10

const settings: ProjectSettings = {
  pageEvents: 1_000,
  until: 'stopped',
  rebuild: false,
  ifTakenOver: 'stop',
  backoffMs: 10,
  maxBackoffMs: 1_000,
  checkMs: 1_000,
}

const folder = mkdtempSync(join(process.env.TENON_BENCH_DIR ?? tmpdir(), 'tenon-bench-'))
const peer = join(import.meta.dirname, '../.bench/emmett')

/** Installs Emmett as its lock file pins it, unless it is there. Its driver is built on this machine if it must be. */
const installPeer = (): void => {
  const from = join(import.meta.dirname, 'emmett')
  const lock = join(peer, 'package-lock.json')
  const wanted = readFileSync(join(from, 'package-lock.json'), 'utf8')
  if (existsSync(join(peer, 'node_modules')) && existsSync(lock) && readFileSync(lock, 'utf8') === wanted) return
  mkdirSync(peer, { recursive: true })
  cpSync(from, peer, { recursive: true })
  const { status, stderr } = spawnSync('npm', ['ci'], { cwd: peer, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ci failed in ${peer}: ${stderr}`)
}

/** Reads a stream, folds it and appends one event, in groups of `each` in one transaction. */
const rawHandle = (db: DatabaseSync, streams: readonly string[], each: number): void => {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const select = db.prepare(
    'SELECT position, stream, revision, id, type, data, metadata, recorded_at FROM events WHERE stream = ? ORDER BY revision',
  )
  const insert = db.prepare(
    'INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  for (let i = 0; i < streams.length; i += each) {
    begin.run()
    for (const stream of streams.slice(i, i + each)) {
      let balance = 0
      let revision = -1
      for (const row of select.all(stream)) {
        const data: { readonly amount: number } = JSON.parse(String(row.data))
        JSON.parse(String(row.metadata))
        balance += data.amount
        revision = Number(row.revision)
      }
      const data = JSON.stringify(deposited(balance))
      insert.run(stream, revision + 1, randomUUID(), 'AmountDeposited', data, '{}', 1_700_000_000_000)
    }
    commit.run()
  }
}

/** Handles a command on one stream, and returns the position of its event. */
const handleOne = async ({ store }: Ours, stream: string): Promise<number> => {
  const handled = await handle(store, account, {
    stream,
    command: deposited(1),
    commandId: randomUUID(),
    metadata: {},
    attempts: 3,
  })
  if (handled.kind !== 'decided') throw new Error(JSON.stringify(handled))
  return handled.position
}

const ourHandle = async (ours: Ours, streams: readonly string[], inFlight: number): Promise<void> => {
  let next = 0
  const one = async (): Promise<void> => {
    for (let stream = streams[next++]; stream !== undefined; stream = streams[next++]) await handleOne(ours, stream)
  }
  await Promise.all(Array.from({ length: inFlight }, one))
}

const timed = async (work: () => unknown): Promise<number> => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Ten events for each stream, as rows and as appends. */
const seeds = (streams: readonly string[]) => {
  const rows: Ready[] = []
  for (const stream of streams)
    for (let revision = 0; revision < STORED; revision += 1)
      rows.push({
        stream,
        revision,
        id: randomUUID(),
        type: 'AmountDeposited',
        data: JSON.stringify(deposited(revision)),
        metadata: '{"schema":1}',
      })
  const appends = streams.map((stream, i) => ({
    stream,
    expectedRevision: 'no_stream' as const,
    events: rows.slice(i * STORED, (i + 1) * STORED).map(({ id, type, data }) => ({
      id,
      type,
      data: JSON.parse(data) as object,
      metadata: { schema: 1 },
    })),
  }))
  return { rows, appends }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

const rate = (milliseconds: readonly number[]): string =>
  Math.round((1_000 * STREAMS) / median(milliseconds))
    .toLocaleString('en')
    .padStart(9)

const ratio = (those: readonly number[], these: readonly number[]): string => {
  const ratios = those.map((ms, i) => ms / (these[i] ?? Number.NaN))
  return `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`
}

const names = Array.from({ length: STREAMS }, (_, i) => `account-${i}`)

/** Calls a function with each turn's streams. */
const inTurns = async (turn: (streams: readonly string[]) => Promise<void>): Promise<void> => {
  for (let done = 0; done < STREAMS; done += TURN) await turn(names.slice(done, done + TURN))
}

/** Measures commands alone. Emmett is measured one at a time only, because it fails with SQLITE_BUSY at more. */
const commands = async (inFlight: number): Promise<void> => {
  const [raws, all, emmetts]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < RUNS; run += 1) {
    const { rows, appends } = seeds(names)
    const raw = rawStore(join(folder, `raw-${inFlight}-${run}.db`))
    const ours = await ourStore(join(folder, `ours-${inFlight}-${run}.db`))
    const emmett = inFlight === 1 ? await emmettAccounts(peer, join(folder, `emmett-${run}.db`), false) : undefined
    rawAppend(raw, rows, 1_000)
    await ourAppend(ours.store, appends, 64)
    await emmett?.seed(names, STORED)
    let [rawMs, oursMs, emmettMs] = [0, 0, 0]
    await inTurns(async (streams) => {
      rawMs += await timed(() => rawHandle(raw, streams, inFlight))
      oursMs += await timed(() => ourHandle(ours, streams, inFlight))
      emmettMs += await timed(() => emmett?.handle(streams))
    })
    raw.close()
    await ours.binding.close()
    raws.push(rawMs)
    all.push(oursMs)
    emmetts.push(emmettMs)
  }
  const peers = inFlight === 1 ? `${rate(emmetts)}   ${ratio(emmetts, all)}` : ''
  console.log(`${String(inFlight).padStart(2)} in flight${rate(raws)} ${rate(all)}   ${ratio(raws, all)} ${peers}`)
}

/** Measures commands of which each has reached a read model before the next begins. */
const withReadModel = async (): Promise<void> => {
  const [all, emmetts]: [number[], number[]] = [[], []]
  for (let run = 0; run < RUNS; run += 1) {
    const ours = await ourStore(join(folder, `modelled-${run}.db`))
    const emmett = await emmettAccounts(peer, join(folder, `emmett-modelled-${run}.db`), true)
    await ourAppend(ours.store, seeds(names).appends, 64)
    await emmett.seed(names, STORED)
    const model = balances(join(folder, `balances-${run}.db`))
    const going = project(ours.store, [model], settings)
    going.start()
    let position = await handleOne(ours, 'account-first')
    await reached(model, position)
    let [oursMs, emmettMs] = [0, 0]
    await inTurns(async (streams) => {
      oursMs += await timed(async () => {
        for (const stream of streams) {
          position = await handleOne(ours, stream)
          const there = await reached(model, position)
          if (there.kind !== 'reached') throw new Error(JSON.stringify(there))
        }
      })
      emmettMs += await timed(() => emmett.handle(streams))
    })
    await going.stop()
    await ours.binding.close()
    all.push(oursMs)
    emmetts.push(emmettMs)
  }
  console.log(`with a read model ${rate(all)} ${rate(emmetts)}   ${ratio(emmetts, all)}`)
}

try {
  installPeer()
  const streams = STREAMS.toLocaleString('en')
  console.log(`a command on a stream of ${STORED} events, ${streams} streams, median of ${RUNS} runs (least to most)`)
  console.log('               raw /s    ours /s  ours of raw           emmett /s   ours of emmett')
  await commands(1)
  await commands(64)
  console.log('                    ours /s  emmett /s  ours of emmett')
  await withReadModel()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
