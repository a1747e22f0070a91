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

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** The command line's main module. */
export const MAIN = join(ROOT, 'src/main.ts')

/** Node keeps what it compiled, so that the hundred processes of these tests start in half the time. */
export const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/tenon-tests') }

/** What a command line did. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Makes an empty folder in which `tenon` is installed; it is removed when the test ends. */
export const emptyFolder = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-cli-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'node_modules'))
  await symlink(ROOT, join(folder, 'node_modules/tenon'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  return folder
}

/** Makes a folder with the config that `init` writes. */
export const storeFolder = async (t: TestContext): Promise<string> => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'tenon.config.ts'), CONFIG_TEXT)
  return folder
}

/** Appends events to the folder's store, so many to each stream, without the command line. */
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

/** The first thousand events of the folder's store, read without the command line. */
export const recorded = (folder: string): Promise<readonly RecordedEvent[]> =>
  withStoreOf(folder, async (store) => {
    const filter = { streams: 'all', types: 'all' } as const
    const page = await store.read_all({ after: 'start', filter, limit: 1_000 })
    return page.kind === 'page' ? page.events : assert.fail(page.kind)
  })

/** Does some work with the store that the folder's config binds, without the command line. */
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

/** Starts the command line in a folder. */
export const start = (folder: string, ...words: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['--conditions=tenon-source', MAIN, ...words], { cwd: folder, env: ENVIRONMENT })

/** Runs the command line in a folder to its end. */
export const tenon = (folder: string, ...words: readonly string[]): Promise<Ran> => tenonWith(folder, '', ...words)

/** Runs the command line with a text on its standard input. */
export const tenonWith = (folder: string, input: string, ...words: readonly string[]): Promise<Ran> => {
  const child = start(folder, ...words)
  // A command that stops early leaves its input unread.
  child.stdin.on('error', () => undefined).end(input)
  return ended(child)
}

/** Runs the command line in this process, over streams that end in strings: a process each would take most of the time of these tests. */
export const tenonHere = (folder: string, ...words: readonly string[]): Promise<Ran> =>
  ranOn(folder, new PassThrough(), new PassThrough(), words)

/** Runs the command line in this process as if it wrote to a terminal of so many columns, which shows no colours. */
export const tenonOnTerminal = (folder: string, columns: number, ...words: readonly string[]): Promise<Ran> =>
  ranOn(folder, tty(columns), tty(columns), words)

/** A stream that says it is a terminal. */
export const tty = (columns: number): PassThrough => Object.assign(new PassThrough(), { isTTY: true, columns })

const ranOn = async (
  folder: string,
  output: PassThrough,
  notes: PassThrough,
  words: readonly string[],
): Promise<Ran> => {
  const [stdout, stderr] = [text(output), text(notes)]
  const { signal: interrupt } = new AbortController()
  const code = await run(words, new Terminal({ folder, input: () => Readable.from([]), output, notes, interrupt }))
  output.end()
  notes.end()
  return { code, stdout: await stdout, stderr: await stderr }
}

/** Runs the command line in this process with the folder's config as a new module: a module is loaded once, and its binding is opened once. */
export const tenonAgain = async (folder: string, ...words: readonly string[]): Promise<Ran> => {
  const config = join(folder, `${randomUUID()}.ts`)
  await writeFile(config, await readFile(join(folder, 'tenon.config.ts')))
  try {
    return await tenonHere(folder, ...words, '--config', config)
  } finally {
    await rm(config)
  }
}

/** Waits for the end of a command line. */
export const ended = async (child: ChildProcessWithoutNullStreams): Promise<Ran> => {
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const [code]: [number | null] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** The JSON values of a text, one a line. */
export const jsonLines = (lines: string): Record<string, unknown>[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line))

/** The lines of data under `--json`: all but the last one, which is the outcome. */
export const dataLines = (lines: string): Record<string, unknown>[] => jsonLines(lines).slice(0, -1)

/** The outcome under `--json`: the last line. */
export const outcomeIn = (lines: string): Record<string, unknown> => jsonLines(lines).at(-1) ?? {}

/** Makes lines for an import: so many events, over so many streams in turn. */
export const importLines = (count: number, streams: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const stream = `account-${i % streams}`
    return JSON.stringify({ stream, ...event(i) })
  })
