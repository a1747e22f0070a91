import assert from 'node:assert/strict'
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bind } from '../../../src/api/bind.ts'
import { CONFIG_TEXT } from '../../../src/api/cli/event/config-template.ts'
import { type Event, EventStore, need, type RecordedEvent } from '../../../src/api/index.ts'
import { run } from '../../../src/api/cli/program.ts'
import { Terminal } from '../../../src/api/cli/terminal/terminal.ts'
import { SqliteEventExecutor } from '../../../src/api/sqlite.ts'

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url))
/** The command line's main module. */
export const MAIN = join(PACKAGE, 'src/main.ts')

/** Node caches compiled code, so that the processes of these tests start in half the time. */
export const ENVIRONMENT = {
  ...process.env,
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(PACKAGE, '../../node_modules/.cache/tenon-tests'),
}

/** The result of a command line. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Creates an empty folder in which `tenon` is installed. It is removed when the test ends. */
export const emptyFolder = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-cli-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'node_modules'))
  await symlink(PACKAGE, join(folder, 'node_modules/tenon'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  return folder
}

/** Installs in a folder what the package itself depends on, for a config that imports it or a copy of the package. */
export const linkDependencies = async (folder: string): Promise<void> => {
  for (const name of ['zod', '@noble'])
    await symlink(join(PACKAGE, '../../node_modules', name), join(folder, 'node_modules', name))
}

/** Creates a folder with the config that `init` writes. */
export const storeFolder = async (t: TestContext): Promise<string> => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'tenon.config.ts'), CONFIG_TEXT)
  return folder
}

/** Appends events to the folder's store without the command line, `each` of them to each stream. */
export const seed = (folder: string, streams: readonly string[], each: number): Promise<void> =>
  withStoreOf(folder, async (store) => {
    const outcomes = await Promise.all(
      streams.flatMap((stream) =>
        Array.from({ length: Math.ceil(each / BATCH) }, (_, i) =>
          store.append({
            stream,
            expectedRevision: i === 0 ? 'no_stream' : i * BATCH - 1,
            events: Array.from({ length: Math.min(BATCH, each - i * BATCH) }, (__, j) => event(i * BATCH + j)),
          }),
        ),
      ),
    )
    for (const outcome of outcomes) assert.equal(outcome.kind, 'appended', JSON.stringify(outcome))
  })

const BATCH = 1_000

const event = (i: number): Event => ({ id: randomUUID(), type: 'Paid', data: { i }, metadata: {} })

/** Returns the first thousand events of the folder's store, read without the command line. */
export const recorded = (folder: string): Promise<readonly RecordedEvent[]> =>
  withStoreOf(folder, async (store) => {
    const filter = { streams: 'all', types: 'all' } as const
    const page = await store.read_all({ after: 'start', filter, limit: 1_000 })
    return page.kind === 'page' ? page.events : assert.fail(page.kind)
  })

/** Works with the store that the folder's config binds, without the command line. */
const withStoreOf = async <Answer>(folder: string, work: (store: EventStore) => Promise<Answer>): Promise<Answer> => {
  const config = { path: join(folder, 'events.db'), ...CONFIG }
  await using events = bind(need(EventStore, LEAST), new SqliteEventExecutor({ config }), POLICY)
  const opened = await events.open()
  return opened.kind === 'opened' ? await work(opened.store) : assert.fail(opened.kind)
}

const CONFIG = {
  create: true,
  access: 'read_write',
  synchronous: 'full',
  dedupe: 'forever',
  busyTimeoutMs: 5_000,
  pollMs: 50,
} as const

const LEAST = {
  atomicity: 'event',
  order: 'stream',
  dedupe: 'expected',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'bounded',
  max_event_bytes: 0,
  max_events_per_append: 0,
  dedupe_window_ms: 0,
} as const

const POLICY = {
  attempts: 1,
  attemptMs: 30_000,
  deadlineMs: 30_000,
  backoffMs: 0,
  maxBackoffMs: 0,
  concurrency: 64,
} as const

/** Starts the command line as a process in a folder. */
export const start = (folder: string, ...words: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['--conditions=tenon-source', MAIN, ...words], { cwd: folder, env: ENVIRONMENT })

/** Runs the command line as a process in a folder, to its end. For what only a process shows; otherwise use `tenonHere` or `tenonAgain`. */
export const tenon = (folder: string, ...words: readonly string[]): Promise<Ran> => tenonWith(folder, '', ...words)

/** As `tenon`, with a text on the standard input. */
export const tenonWith = (folder: string, input: string, ...words: readonly string[]): Promise<Ran> => {
  const child = start(folder, ...words)
  // A command that stops early does not read all of its input.
  child.stdin.on('error', () => undefined).end(input)
  return ended(child)
}

/** Runs the command line in this process. Starting a process for each command would take most of the time of these tests. */
export const tenonHere = (folder: string, ...words: readonly string[]): Promise<Ran> =>
  tenonHereWith(folder, '', ...words)

/** As `tenonHere`, with a text on the standard input. */
export const tenonHereWith = (folder: string, input: string, ...words: readonly string[]): Promise<Ran> =>
  ranOn(folder, input, new PassThrough(), new PassThrough(), words)

/** As `tenonHere`, on a terminal with this many columns and without colours. */
export const tenonOnTerminal = (folder: string, columns: number, ...words: readonly string[]): Promise<Ran> =>
  ranOn(folder, '', tty(columns), tty(columns), words)

/** Returns a stream that claims to be a terminal. */
export const tty = (columns: number): PassThrough => Object.assign(new PassThrough(), { isTTY: true, columns })

const ranOn = async (
  folder: string,
  input: string,
  output: PassThrough,
  notes: PassThrough,
  words: readonly string[],
): Promise<Ran> => {
  const [stdout, stderr] = [text(output), text(notes)]
  const { signal: interrupt } = new AbortController()
  const reading = (): Readable => Readable.from(input === '' ? [] : [Buffer.from(input)])
  const code = await run(words, new Terminal({ folder, input: reading, output, notes, interrupt }))
  output.end()
  notes.end()
  return { code, stdout: await stdout, stderr: await stderr }
}

/** As `tenonHere`, with a new copy of the folder's config, because a process loads a module only once, and a binding can be closed only once. */
export const tenonAgain = (folder: string, ...words: readonly string[]): Promise<Ran> =>
  tenonAgainWith(folder, '', ...words)

/** As `tenonAgain`, with a text on the standard input. */
export const tenonAgainWith = async (folder: string, input: string, ...words: readonly string[]): Promise<Ran> => {
  const config = join(folder, `${randomUUID()}.ts`)
  await writeFile(config, await readFile(join(folder, 'tenon.config.ts')))
  try {
    return await tenonHereWith(folder, input, ...words, '--config', config)
  } finally {
    await rm(config)
  }
}

/** Waits for the end of a process, and returns its result. */
export const ended = async (child: ChildProcessWithoutNullStreams): Promise<Ran> => {
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const [code]: [number | null] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** Returns the JSON values of a text, one per line. */
export const jsonLines = (lines: string): Record<string, unknown>[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line))

/** Returns the lines of data under `--json`: all but the last one, which is the outcome. */
export const dataLines = (lines: string): Record<string, unknown>[] => jsonLines(lines).slice(0, -1)

/** Returns the outcome under `--json`: the last line. */
export const outcomeIn = (lines: string): Record<string, unknown> => jsonLines(lines).at(-1) ?? {}

/** Returns lines for an import: `count` events, spread in turn over `streams` streams. */
export const importLines = (count: number, streams: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const stream = `account-${i % streams}`
    return JSON.stringify({ stream, ...event(i) })
  })
