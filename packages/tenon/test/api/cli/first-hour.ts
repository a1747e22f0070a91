import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { packed } from '../../../../../test/packages/packed.ts'
import type { Ran } from './tenon.ts'

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url))

/** A default npm project in which the packed packages are installed, and a Node to run them with. */
export interface Newcomer {
  readonly folder: string
  /** Runs a shell command in the project. */
  run(line: string): Promise<Ran>
}

/**
 * Packs both packages as npm publishes them and installs them as a newcomer does, under the Node at a path. Returns
 * `null`, and skips the test, if their dependencies cannot be downloaded.
 */
export const newcomer = async (t: TestContext, node: string): Promise<Newcomer | null> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-first-hour-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const { npm_config_local_prefix: _, ...rest } = process.env
  const env = { ...rest, PATH: `${dirname(node)}${delimiter}${process.env['PATH']}` }
  const here = { folder, run: (line: string) => ran(line, folder, env) }
  const { tenon, check } = packed(join(folder, '.packed'))
  await well(here.run('npm init -y'))
  const installed = await here.run(`npm install --prefer-offline --no-audit --no-fund ${tenon} ${check}`)
  if (/ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED/.test(installed.stderr)) {
    t.skip('there is no registry')
    return null
  }
  assert.equal(installed.code, 0, installed.stderr)
  return here
}

/** Waits for a command, and asserts that it succeeded. */
export const well = async (running: Promise<Ran>): Promise<Ran> => {
  const done = await running
  assert.equal(done.code, 0, `${done.stdout}${done.stderr}`)
  return done
}

const ran = (line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> =>
  new Promise((resolve) => {
    execFile('bash', ['-c', line], { cwd, env, timeout: 120_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ code, stdout, stderr })
    })
  })

/** Returns the path of a Node of a version, which npm installs. */
export const nodeOf = (version: string): string => {
  const words = ['--yes', `--package=node@${version}`, '--', 'node', '-p', 'process.execPath']
  const { stdout, stderr, status } = spawnSync('npx', words, { cwd: tmpdir(), encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout.trim()
}

/** Returns every command in the shell examples of README, in order, without its comment. */
const shown = async (): Promise<readonly string[]> => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8')
  return [...readme.matchAll(/```sh\n([^]*?)```/g)]
    .flatMap(([, block = '']) => block.split('\n'))
    .flatMap((line) => line.replace(/\s+# .*/, '').split(' && '))
    .filter((line) => line.startsWith('npx tenon '))
}

/** Runs the commands of README in the order of a newcomer, who first has some events, then a domain, and last a rig. */
export const firstHour = async ({ folder, run }: Newcomer): Promise<void> => {
  const lines = (await shown()).toSorted((one, other) => rank(one) - rank(other))
  assert.equal(lines[0], 'npx tenon init')
  assert.ok(lines.length > 10, lines.join('\n'))
  await mkdir(join(folder, 'src/domain'), { recursive: true })
  await mkdir(join(folder, 'src/service'))
  await writeFile(join(folder, 'src/domain/order.ts'), DOMAIN)
  await writeFile(join(folder, 'src/service/orders.ts'), SERVICE)
  await writeFile(join(folder, 'rig.mts'), RIG)
  for (const line of lines) {
    const done = await run(bounded(line))
    const told = `${line}\n${done.stdout}${done.stderr}`
    // No command prints a warning or a stack trace of Node.
    assert.doesNotMatch(told, /Warning|\n {4}at |defect/, told)
    assert.equal(done.code, 0, told)
    if (line === 'npx tenon init') await appendFile(join(folder, 'tenon.config.mts'), DECLARED)
  }
  assert.match((await well(run('npx tenon completion bash'))).stdout, /complete -F _tenon tenon/)
  assert.match((await well(run('npx tenon complete streams -- read ord'))).stdout, /^order-7\n$/)
}

/**
 * README shows the commands in two places. They are run in this order because check and conform need something to work
 * on.
 */
const rank = (line: string): number =>
  line.startsWith('npx tenon conform') ? 2 : line.startsWith('npx tenon check') ? 1 : 0

/**
 * Interrupts a command that does not end by itself when it has printed something, as a person does; and makes a proof
 * short.
 */
const bounded = (line: string): string => {
  if (line.startsWith('npx tenon conform')) return `${line} --effort plain --law append`
  if (!line.includes('--follow')) return line
  const words = line.replace('npx tenon', 'node node_modules/tenon/dist/main.js')
  return `coproc ${words}; read -r -u "\${COPROC[0]}" first; echo "$first"; kill -INT $COPROC_PID; wait $COPROC_PID; test $? = 130`
}

/** What a newcomer declares about the events of README's examples. */
const DECLARED = `
import { decider, documentProjection, eventTypes, KeyValue } from 'tenon'
import { SqliteKeyValueExecutor } from 'tenon/sqlite'
import { z } from 'zod'

const OrderEvents = eventTypes({ OrderPlaced: { version: 1, data: z.object({ lines: z.number() }), from: {} } })

const order = decider<any>({
  name: 'order', version: 1, events: OrderEvents, initialState: { lines: 0 },
  decide: () => ({ events: [] }),
  evolve: (_, event) => ({ lines: event.data.lines }),
})
export const deciders = { order }

const entries = bind(
  need(KeyValue, {
    dedupe: 'latest', reads: 'latest', expiry: 'none', durability: 'none', replication: 'single', reach: 'process',
    retention: 'bounded', max_value_bytes: 0, recent_writes: 0, repeat_window_ms: 0, removed_kept_ms: 0,
  }),
  new SqliteKeyValueExecutor({
    config: {
      path: \`\${import.meta.dirname}/entries.db\`, create: true, access: 'read_write', synchronous: 'full',
      busyTimeoutMs: 5_000, pollMs: 50, recentWrites: 64, repeatWindowMs: 3_600_000, removedKeptMs: 3_600_000,
    },
  }),
  { attempts: 3, attemptMs: 10_000, deadlineMs: 30_000, backoffMs: 20, maxBackoffMs: 1_000, concurrency: 64 },
)
const orders = documentProjection<any>({
  name: 'orders', version: 1, events: OrderEvents, filter: { streams: { prefix: 'order-' }, types: 'all' },
  unreadable: 'stop', unknownType: 'stop', key: ({ stream }) => stream, initial: { lines: 0 },
  evolve: (_, { data }) => data,
})
const settings = {
  pageEvents: 1_000, until: 'stopped', rebuild: false, ifTakenOver: 'continue', backoffMs: 20, maxBackoffMs: 1_000,
  checkMs: 1_000,
} as const
export const projections = { orders: { events: stores.events, settings, documents: orders, entries } }
`

const DOMAIN = `import { EventStore, need } from 'tenon'

export const OrderHistory = need(EventStore, {
  atomicity: 'stream', order: 'stream', dedupe: 'expected', durability: 'none', replication: 'single', reach: 'process',
  retention: 'forever', max_event_bytes: 65_536, max_events_per_append: 100, dedupe_window_ms: 0,
})
`

const SERVICE = `import { bind, type Policy } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { OrderHistory } from '../domain/order.ts'

export const ordersUnder = (policy: Policy) => bind(OrderHistory, new MemoryEventExecutor(), policy)
`

const RIG = `import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'

const least = need(EventStore, {
  atomicity: 'stream', order: 'stream', dedupe: 'expected', durability: 'none', replication: 'single', reach: 'process',
  retention: 'forever', max_event_bytes: 65_536, max_events_per_append: 100, dedupe_window_ms: 0,
})
export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'mine'
export const faults = []
export const exemptions = []
export const sources = [import.meta.url]
export const versions = { mine: '1' }
export const binding = (_place, policy) => bind(least, new MemoryEventExecutor(), policy)
`
