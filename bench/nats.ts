import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { jetstream } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { type Append, type EventStore, EventStore as Capability, need } from 'tenon'
import { bind } from 'tenon/bind'
import { NatsEventExecutor } from 'tenon/nats'
import type { Series } from '../packages/tenon/test/service/nats/servers/binaries.ts'
import { startCluster } from '../packages/tenon/test/service/nats/servers/cluster.ts'
import { startServer } from '../packages/tenon/test/service/nats/servers/server.ts'
import { Events } from './events.ts'
import { ourAppend, ourScan } from './ours.ts'
import {
  ByHand,
  clientAppend,
  type Frame,
  inFlight,
  type Last,
  makeStream,
  oneRequestRead,
  orderedScan,
} from './raw-nats.ts'

/**
 * Ours beside the client's own `js.publish` and beside frames made by hand, on one server, in one process, in turns. `--quick` does
 * a tenth, `--series 2.10` only one of the servers, `--part append|batch|replicas|scan|read` only one of the tables.
 */
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, series: { type: 'string' }, part: { type: 'string' } },
})
const RUNS = options.quick ? 3 : 5
const APPENDS = options.quick ? 6_000 : 40_000
const STORED = options.quick ? 50_000 : 200_000
const TURN = 2_000
const EVENTS_A_BATCH = 10

const Ledger = need(Capability, {
  atomicity: 'stream',
  order: 'global',
  dedupe: 'expected',
  durability: 'none',
  replication: 'single',
  reach: 'network',
  retention: 'forever',
  max_event_bytes: 65_536,
  max_events_per_append: 100,
  dedupe_window_ms: 0,
})

const POLICY = {
  attempts: 3,
  attemptMs: 10_000,
  deadlineMs: 30_000,
  backoffMs: 10,
  maxBackoffMs: 1_000,
  concurrency: 256,
}

/** One server, or three, with connections to it. Each connection is used by one loop. */
interface Ground {
  readonly replicas: 1 | 3
  readonly client: NatsConnection
  readonly hand: NatsConnection
  readonly own: NatsConnection
  close(): Promise<void>
}

let made = 0

/** Opens a store of ours on a connection whose messages can be counted. */
const openStore = async (
  { own, replicas }: Ground,
  name: string,
): Promise<{ readonly store: EventStore; close(): Promise<unknown> }> => {
  const config = {
    name,
    subjects: [`${name}.>`],
    subjectPrefix: name,
    retention: 'limits',
    storage: 'file',
    replicas,
    maxBytes: -1,
    maxMsgs: -1,
    maxMsgSize: 1_048_576,
    discard: 'new',
    maxAgeMs: 0,
    allowDirect: true,
    denyDelete: true,
    denyPurge: true,
    duplicateWindowMs: 100,
    provision: 'create',
    serverSync: 'interval',
  } as const
  const connection = { connection: own, inboxPrefix: '_INBOX', requestMs: 5_000, patienceMs: 10_000 }
  const binding = bind(Ledger, new NatsEventExecutor({ config, connection }), POLICY)
  const opened = await binding.open()
  if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened))
  return { store: opened.store, close: () => binding.close() }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

const shown = (number: number): string => Math.round(number).toLocaleString('en')

/** One line: the rates of several loops, and the first one's beside each of the others'. */
const row = (name: string, count: number, columns: readonly string[], runs: readonly (readonly number[])[]): void => {
  const rates = columns.map(
    (column, i) => `${column} ${shown((1000 * count) / median(runs.map((run) => run[i] ?? 0)))}/s`,
  )
  const ratios = columns.slice(1).map((column, i) => {
    const each = runs.map((run) => (run[i + 1] ?? 0) / (run[0] ?? 1))
    return `ours/${column} ${median(each).toFixed(2)} (${Math.min(...each).toFixed(2)} to ${Math.max(...each).toFixed(2)})`
  })
  console.log(`${name.padEnd(34)} ${rates.join('  ')}   ${ratios.join('  ')}`)
}

const framesOf = (appends: readonly Append[], prefix: string): readonly Frame[] =>
  appends.map(({ stream, events }) => ({ subject: `${prefix}.${stream}`, body: Buffer.from(JSON.stringify(events)) }))

const appends = async (ground: Ground, many: number): Promise<void> => {
  const runs: number[][] = []
  let trips = 0
  for (let run = 0; run < RUNS; run += 1) {
    made += 1
    const [clients, hands] = [`CLIENT${made}`, `HAND${made}`]
    await makeStream(ground.client, clients, ground.replicas)
    await makeStream(ground.client, hands, ground.replicas)
    const { store, close } = await openStore(ground, `OURS${made}`)
    const js = jetstream(ground.client)
    const byHand = new ByHand(ground.hand, `_INBOX.hand${made}`)
    const [lastOfClient, lastOfHand]: [Last, Last] = [new Map(), new Map()]
    const events = new Events()
    const times = [0, 0, 0]
    for (let done = 0; done < APPENDS; done += TURN) {
      const batch = events.next(TURN).appends
      const before = ground.own.stats().outMsgs
      times[0] = (times[0] ?? 0) + (await timed(() => ourAppend(store, batch, many)))
      trips = Math.max(trips, (ground.own.stats().outMsgs - before) / TURN)
      const [forClient, forHand] = [framesOf(batch, clients), framesOf(batch, hands)]
      times[1] = (times[1] ?? 0) + (await timed(() => clientAppend(js, lastOfClient, forClient, many)))
      times[2] = (times[2] ?? 0) + (await timed(() => byHand.append(lastOfHand, forHand, many)))
    }
    runs.push(times)
    await close()
  }
  row(`append, ${many} in flight`, APPENDS, ['ours', 'js.publish', 'by hand'], runs)
  console.log(`${''.padEnd(34)} requests an append of ours, at most: ${trips.toFixed(3)}`)
}

const batches = async (ground: Ground, many: number): Promise<void> => {
  const runs: number[][] = []
  const count = Math.floor(APPENDS / EVENTS_A_BATCH)
  for (let run = 0; run < RUNS; run += 1) {
    made += 1
    const { store, close } = await openStore(ground, `BATCH${made}`)
    const all = Array.from({ length: count }, (_, i): Append => {
      const events = Array.from({ length: EVENTS_A_BATCH }, (__, k) => ({
        id: randomUUID(),
        type: 'AmountDeposited',
        data: { account: i % 1_000, amount: k, currency: 'EUR', reference: 'x'.repeat(100) },
        metadata: { actor: 'bench' },
      }))
      return { stream: `account-${i % 1_000}`, expectedRevision: 'any', events }
    })
    await ourAppend(store, all.slice(0, 1_000), many)
    runs.push([await timed(() => ourAppend(store, all, many))])
    await close()
  }
  row(`${EVENTS_A_BATCH} events an append, ${many} in flight`, count * EVENTS_A_BATCH, ['events'], runs)
}

const scans = async (ground: Ground): Promise<void> => {
  made += 1
  const name = `SCAN${made}`
  const { store, close } = await openStore(ground, name)
  const events = new Events()
  for (let done = 0; done < STORED; done += TURN) await ourAppend(store, events.next(TURN).appends, 256)
  const runs: number[][] = []
  const followed: number[][] = []
  for (let run = 0; run < RUNS; run += 1) {
    const ours = await timed(() => ourScan(store, 1_000))
    const follows = await timed(() => followAll(store, STORED))
    const ordered = await timed(() => orderedScan(ground.client, name, STORED))
    runs.push([ours, ordered])
    followed.push([follows, ordered])
  }
  row(`read_all, pages of 1,000, ${shown(STORED)}`, STORED, ['ours', 'ordered consumer'], runs)
  row(`subscribe, ${shown(STORED)}`, STORED, ['ours', 'ordered consumer'], followed)
  await close()
}

const followAll = async (store: EventStore, count: number): Promise<void> => {
  let seen = 0
  for await (const item of store.subscribe({ after: 'start', filter: { streams: 'all', types: 'all' } })) {
    if (item.kind === 'event') seen += 1
    if (seen === count) return
  }
}

const reads = async (ground: Ground): Promise<void> => {
  made += 1
  const name = `READ${made}`
  const { store, close } = await openStore(ground, name)
  const events = new Events()
  await ourAppend(store, events.next(10_000).appends, 256)
  const runs: number[][] = []
  let number = made * 1_000_000
  for (let run = 0; run < RUNS; run += 1) {
    const times = [0, 0]
    for (let turn = 0; turn < 10; turn += 1) {
      const streams = Array.from({ length: 20 }, (_, i) => `account-${turn * 20 + i}`)
      times[0] =
        (times[0] ?? 0) +
        (await timed(() =>
          inFlight(20, 1, async (i) => {
            const page = await store.read({ stream: streams[i] ?? '', from: 'start', direction: 'forward', limit: 100 })
            if (page.kind !== 'page' || page.events.length !== 10) throw new Error(JSON.stringify(page))
          }),
        ))
      times[1] =
        (times[1] ?? 0) +
        (await timed(() =>
          inFlight(20, 1, async (i) => {
            number += 1
            await oneRequestRead(ground.client, name, `${name}.${(streams[i] ?? '').replace('-', '.')}`, 10, number)
          }),
        ))
    }
    runs.push(times)
  }
  row('read a stream of 10 events', 200, ['ours', 'one request'], runs)
  await close()
}

const ground = async (urls: readonly string[], replicas: 1 | 3, stop: () => Promise<void>): Promise<Ground> => {
  const one = (): Promise<NatsConnection> => connect({ servers: [...urls], noAsyncTraces: true })
  const [client, hand, own] = await Promise.all([one(), one(), one()])
  return {
    replicas,
    client,
    hand,
    own,
    close: async () => {
      await Promise.all([client.close(), hand.close(), own.close()])
      await stop()
    },
  }
}

const wanted = (part: string): boolean => options.part === undefined || options.part === part

for (const series of ['2.9', '2.10', '2.15'] as const satisfies readonly Series[]) {
  if (options.series !== undefined && options.series !== series) continue
  const server = await startServer({ series })
  const alone = await ground([server.url], 1, () => server.stop())
  console.log(`\nnats-server ${server.version}, one replica; median of ${RUNS}, spread`)
  if (wanted('append')) for (const many of [1, 64, 256]) await appends(alone, many)
  if (wanted('batch')) await batches(alone, 64)
  if (wanted('read')) await reads(alone)
  if (wanted('scan')) await scans(alone)
  await alone.close()
  if (series === '2.9' || !wanted('replicas')) continue
  const cluster = await startCluster({ series, size: 3 })
  const three = await ground(cluster.urls, 3, () => cluster.stop())
  console.log(`\nnats-server ${server.version}, three replicas; median of ${RUNS}, spread`)
  await appends(three, 256)
  await three.close()
}
