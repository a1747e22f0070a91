import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import type { Policy } from 'tenon/bind'
import { natsServers } from '../../scripts/nats-servers.ts'
import { pace, shown, tableOf } from '../flights/api/report.ts'
import { importDepartures } from '../flights/domain/import.ts'
import { readDataSet } from '../flights/service/data-set.ts'
import { readDelays } from '../flights/service/delays.ts'
import { config, flightsOn } from './service/flights.ts'
import { Server } from './service/server.ts'

/** How many flights are imported, and after how many the leader is killed. */
const FLIGHTS = 3_000
const BEFORE = 1_000

/**
 * This policy survives an election, which takes up to ten seconds. Meanwhile attempts fail with effect `none`, and
 * others follow.
 */
const policy: Policy = {
  attempts: 1_000,
  attemptMs: 10_000,
  deadlineMs: 60_000,
  backoffMs: 50,
  maxBackoffMs: 500,
  concurrency: 64,
}

/** Starts three servers, imports flights into them, and kills their leader meanwhile. Returns the exit code. */
const main = async (folder: string): Promise<number> => {
  const dataSet = await readDataSet()
  if (dataSet.kind === 'unreadable') return fail(dataSet.says)
  const departures = dataSet.departures.slice(0, FLIGHTS)

  await using cluster = await started(folder)
  const { servers, home } = cluster
  await using binding = flightsOn(
    servers.map(({ url }) => url),
    policy,
  )
  const opened = await binding.open()
  if (opened.kind === 'shortfall') return fail(`This store has a shortfall: ${JSON.stringify(opened.gaps)}`)
  if (opened.kind === 'failed') return fail(opened.says)
  const { store } = opened
  console.log(
    `${shown(FLIGHTS)} flights into ${servers.map(({ url }) => url).join(', ')}, each on at least two of them`,
  )

  const begun = performance.now()
  const pauses = new Pauses()
  let killed: Promise<Server> | undefined
  const imported = await importDepartures(store, departures, () => {
    if (pauses.count() === BEFORE) killed = killLeader(servers)
  })
  if (imported.kind !== 'imported') return fail(imported.says)
  const { appended, repeated } = imported
  const read = performance.now()
  console.log(`the import went on after ${(pauses.longestMs / 1_000).toFixed(1)} s, and no call failed`)
  console.log(`appended ${shown(appended)}, repeated ${shown(repeated)}: ${pace(appended + repeated, read - begun)}`)

  const delays = await readDelays(store, join(home, 'delays.sqlite'))
  if (delays.kind !== 'delays') return fail(delays.says)
  console.log(`projected ${shown(delays.events)}: ${pace(delays.events, performance.now() - read)}`)

  const lost = await killed
  await lost?.start()
  await Promise.all(servers.map((server) => server.keeps(config.name, delays.events)))
  console.log(`${lost?.name} was started again and has caught up: each server keeps all ${shown(delays.events)}`)
  console.log(['', ...tableOf(delays.airports)].join('\n'))
  return 0
}

/** Starts a server for each file, with a folder for their data, which is removed when this process ends. */
const started = async (folder: string) => {
  const binary = (await natsServers()).at(-1)
  if (binary === undefined) throw new Error('There is no nats-server.')
  const home = await mkdtemp(join(tmpdir(), 'tenon-cluster-'))
  const files = [1, 2, 3].map((i) => join(folder, `server-${i}.conf`))
  const servers = await Promise.all(files.map((file) => Server.of(binary.path, file, home)))
  process.once('exit', () => rmSync(home, { recursive: true, force: true }))
  const dispose = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()))
  }
  try {
    await Promise.all(servers.map((server) => server.start()))
  } catch (error) {
    await dispose()
    throw error
  }
  return { servers, home, [Symbol.asyncDispose]: dispose }
}

const killLeader = async (servers: readonly Server[]): Promise<Server> => {
  for (;;) {
    for (const server of servers) {
      if (!(await server.leads(config.name))) continue
      await server.kill()
      console.log(`${server.name}, which led the others, was killed`)
      return server
    }
  }
}

/** Counts, and measures the longest time between two counts. */
class Pauses {
  longestMs = 0
  #counted = 0
  #last = performance.now()

  count(): number {
    const now = performance.now()
    this.longestMs = Math.max(this.longestMs, now - this.#last)
    this.#last = now
    this.#counted += 1
    return this.#counted
  }
}

const fail = (says: string): number => {
  process.stderr.write(`${says}\n`)
  return 1
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
process.exitCode = await main(resolve(process.argv[2] ?? import.meta.dirname))
