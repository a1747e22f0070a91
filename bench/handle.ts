import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { DatabaseSync } from 'node:sqlite'
import { handle } from 'tenon'
import { account, type Deposit, deposited } from './account.ts'
import { emmettAccounts } from './emmett/accounts.ts'
import { type Ours, ourAppend, ourStore } from './ours.ts'
import { rawAppend, rawStore, type Ready } from './raw.ts'

/**
 * Handling a command on a stream of ten events: raw SQLite (read, parse, fold, insert, commit), `handle`, and the
 * command handler of Emmett, in one process, in turns. Every write is durable before it counts. `--quick` does a
 * tenth. `TENON_BENCH_DIR` says where the files are made; it should be a disk.
 */
const quick = process.argv.includes('--quick')
const RUNS = quick ? 3 : 7
const STREAMS = quick ? 400 : 4_000
const TURN = 200
const STORED = 10

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

const ourHandle = async ({ store }: Ours, streams: readonly string[], inFlight: number): Promise<void> => {
  const command: Deposit = deposited(1)
  let next = 0
  const one = async (): Promise<void> => {
    for (let stream = streams[next++]; stream !== undefined; stream = streams[next++]) {
      const handled = await handle(store, account, {
        stream,
        command,
        commandId: randomUUID(),
        metadata: {},
        attempts: 3,
      })
      if (handled.kind !== 'decided') throw new Error(JSON.stringify(handled))
    }
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

const measure = async (inFlight: number): Promise<void> => {
  const ratios: { readonly ours: number[]; readonly emmett: number[] } = { ours: [], emmett: [] }
  const rates: { readonly raw: number[]; readonly ours: number[]; readonly emmett: number[] } = {
    raw: [],
    ours: [],
    emmett: [],
  }
  for (let run = 0; run < RUNS; run += 1) {
    const streams = Array.from({ length: STREAMS }, (_, i) => `account-${i}`)
    const { rows, appends } = seeds(streams)
    const raw = rawStore(join(folder, `raw-${inFlight}-${run}.db`))
    const ours = await ourStore(join(folder, `ours-${inFlight}-${run}.db`))
    const emmett = await emmettAccounts(peer, join(folder, `emmett-${inFlight}-${run}.db`))
    rawAppend(raw, rows, 1_000)
    await ourAppend(ours.store, appends, 64)
    await emmett.seed(streams, STORED)
    let [rawMs, oursMs, emmettMs] = [0, 0, 0]
    for (let done = 0; done < STREAMS; done += TURN) {
      const some = streams.slice(done, done + TURN)
      rawMs += await timed(() => rawHandle(raw, some, inFlight))
      oursMs += await timed(() => ourHandle(ours, some, inFlight))
      emmettMs += await timed(() => emmett.handle(some, inFlight))
    }
    raw.close()
    await ours.binding.close()
    emmett.close()
    ratios.ours.push(rawMs / oursMs)
    ratios.emmett.push(oursMs / emmettMs)
    for (const [name, ms] of [
      ['raw', rawMs],
      ['ours', oursMs],
      ['emmett', emmettMs],
    ] as const)
      rates[name].push((1_000 * STREAMS) / ms)
  }
  const rate = (name: keyof typeof rates): string => Math.round(median(rates[name])).toLocaleString('en').padStart(9)
  const spread = (of: readonly number[]): string =>
    `${median(of).toFixed(2)} (${Math.min(...of).toFixed(2)} to ${Math.max(...of).toFixed(2)})`
  console.log(
    `${String(inFlight).padStart(3)} in flight ${rate('raw')} ${rate('ours')} ${rate('emmett')}   ${spread(ratios.ours)}   ${spread(ratios.emmett)}`,
  )
}

try {
  installPeer()
  console.log(
    `a command on a stream of ${STORED} events, ${STREAMS.toLocaleString('en')} streams, median of ${RUNS} runs\n` +
      `                  raw /s   ours /s emmett /s   ours of raw           emmett of ours`,
  )
  await measure(1)
  await measure(64)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
