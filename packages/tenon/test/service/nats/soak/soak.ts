import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { bind, type Policy } from 'tenon/bind'
import { TcpProxy } from 'tenon/conformance'
import { NatsEventExecutor, type NatsStreamConfig } from 'tenon/nats'
import { type Random, randomFrom } from '../../../../src/domain/conformance/given/random.ts'
import { connectionTo } from '../configs.ts'
import type { Server } from '../servers/server.ts'
import { leastNeed } from '../../semantics/stores.ts'
import type { Disturbance, Place } from './disturbances.ts'
import { Traffic, type Way } from './traffic.ts'
import { verdictOn } from './verdict.ts'

/** The subject of a soak. */
export interface Soaked {
  readonly config: NatsStreamConfig
  readonly servers: readonly Server[]
  leader(among: readonly Server[]): Promise<Server>
  ready(): Promise<void>
}

/** How many appends are stored before each thing that goes wrong, and after the last. */
const BETWEEN = 300

/** How long an append waits for its connection. */
export const PATIENCE_MS = 8_000

/** Prints and returns the seed of a run: `TENON_SEED`, or a new one. */
export const seedOf = (t: TestContext): string => {
  const seed = process.env['TENON_SEED'] ?? randomUUID().slice(0, 8)
  t.diagnostic(`TENON_SEED=${seed}`)
  return seed
}

/**
 * Lets writers write through every kind of way while things go wrong, one after the other, and judges all their
 * answers.
 */
export const soak = async (
  t: TestContext,
  { config, servers, leader, ready }: Soaked,
  disturbances: (draw: Random) => readonly Disturbance[],
): Promise<void> => {
  const seed = seedOf(t)
  const draw = randomFrom(seed)
  await using wires = new AsyncDisposableStack()
  const proxies = await Promise.all(servers.slice(0, 2).map(({ address }) => proxied(wires, address)))
  const urls = servers.map(({ url }) => url)
  await using stores = new AsyncDisposableStack()
  const open = (name: string, to: readonly string[], policy: Policy): Promise<Way> =>
    opened(stores, config, name, to, policy, PATIENCE_MS)
  const ways = [await open('all servers', urls, PATIENT)]
  for (const [i, url] of urls.entries()) ways.push(await open(`server ${i}`, [url], i === 0 ? AGAIN : PATIENT))
  for (const [i, { address }] of proxies.entries())
    ways.push(await open(`wire ${i}`, [`nats://${address.host}:${address.port}`], i === 0 ? HASTY : AGAIN))
  const traffic = new Traffic(ways, seed)
  const place: Place = { servers, proxies, leader, ready }
  traffic.start()
  try {
    await traffic.recovered()
    for (const disturb of disturbances(draw)) {
      traffic.turn()
      await traffic.flows(BETWEEN)
      await disturb(place, traffic, draw)
      await ready()
      await traffic.recovered()
    }
    await traffic.flows(BETWEEN)
  } finally {
    await traffic.stop()
  }
  const judge = await open('judge', urls, PATIENT)
  const { counts, flaws } = await verdictOn(traffic, judge.store)
  t.diagnostic(`${servers[0]?.version} R${config.replicas}: ${JSON.stringify(counts)}`)
  for (const flaw of flaws.slice(0, 10)) t.diagnostic(flaw)
  assert.equal(flaws.length, 0, flaws[0])
}

/** Opens a store with this patience. It is closed with the others. */
export const opened = async (
  stores: AsyncDisposableStack,
  config: NatsStreamConfig,
  name: string,
  to: readonly string[],
  policy: Policy,
  patienceMs: number,
): Promise<Way> => {
  const connection = connectionTo(to, { requestMs: 1_500, patienceMs })
  const binding = stores.use(bind(leastNeed, new NatsEventExecutor({ config, connection }), policy))
  const answer = await binding.open()
  if (answer.kind !== 'opened') throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return { name, store: answer.store }
}

const proxied = async (wires: AsyncDisposableStack, address: Server['address']): Promise<TcpProxy> => {
  const proxy = new TcpProxy(address)
  wires.defer(() => proxy.close())
  await proxy.listen()
  return proxy
}

/** A policy with one patient attempt. */
export const PATIENT: Policy = {
  attempts: 1,
  attemptMs: 12_000,
  deadlineMs: 12_000,
  backoffMs: 0,
  maxBackoffMs: 0,
  concurrency: 256,
}
const AGAIN: Policy = { ...PATIENT, attempts: 4, attemptMs: 6_000, deadlineMs: 15_000, backoffMs: 5, maxBackoffMs: 200 }
/** A policy that gives up before the binding has settled an append. */
const HASTY: Policy = { ...PATIENT, attemptMs: 1_000, deadlineMs: 1_000 }
