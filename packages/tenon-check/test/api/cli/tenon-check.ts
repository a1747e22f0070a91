import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from '../../../src/api/cli/program.ts'
import { Terminal } from '../../../src/api/cli/terminal/terminal.ts'

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url))
/** The command line's main module. */
export const MAIN = join(PACKAGE, 'src/main.ts')

/** Node keeps compiled code, so that the processes of these tests start in half the time. */
export const ENVIRONMENT = {
  ...process.env,
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(PACKAGE, '../../node_modules/.cache/tenon-tests'),
}

/** What a command line did. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Makes an empty folder in which `tenon-check` is installed. It is removed when the test ends. */
export const emptyFolder = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-check-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'node_modules'))
  await symlink(PACKAGE, join(folder, 'node_modules/tenon-check'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  return folder
}

/** Starts the command line in a folder. */
export const start = (folder: string, ...words: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['--conditions=tenon-source', MAIN, ...words], { cwd: folder, env: ENVIRONMENT })

/** Runs the command line in a folder to its end, as another process. */
export const tenonCheck = (folder: string, ...words: readonly string[]): Promise<Ran> => checkWith(folder, '', ...words)

/** As `tenonCheck`, with a text on the standard input. */
export const checkWith = (folder: string, input: string, ...words: readonly string[]): Promise<Ran> => {
  const child = start(folder, ...words)
  // A command that stops early leaves its input unread.
  child.stdin.on('error', () => undefined).end(input)
  return ended(child)
}

/** Runs the command line in this process. A process for each would take most of the time of these tests. */
export const checkHere = async (folder: string, ...words: readonly string[]): Promise<Ran> => {
  const [output, notes] = [new PassThrough(), new PassThrough()]
  const [stdout, stderr] = [text(output), text(notes)]
  const { signal: interrupt } = new AbortController()
  const terminal = new Terminal({ folder, input: () => Readable.from([]), output, notes, interrupt })
  const code = await run(words, { terminal, name: 'tenon-check' })
  output.end()
  notes.end()
  return { code, stdout: await stdout, stderr: await stderr }
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

/** Returns the JSON values of a text, one for each line. */
export const jsonLines = (lines: string): Record<string, unknown>[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line))
