import { execFileSync, spawn } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ended, ENVIRONMENT, MAIN, type Ran } from './tenon-check.ts'

/** A hostile file, and what creates it at a path. */
export interface HostileFile {
  readonly name: string
  readonly put: (path: string) => Promise<void>
}

const written = (name: string, bytes: string | Uint8Array): HostileFile => ({
  name,
  put: (path) => writeFile(path, bytes),
})

const LINE = 2 * 1024 * 1024

/** Files that are odd by what they are, or by their bytes. */
export const oddFiles: readonly HostileFile[] = [
  { name: 'a pipe', put: async (path) => void execFileSync('mkfifo', [path]) },
  { name: 'a link to a device without end', put: (path) => symlink('/dev/zero', path) },
  { name: 'a link to a device that is empty', put: (path) => symlink('/dev/null', path) },
  { name: 'a link to the terminal', put: (path) => symlink('/dev/tty', path) },
  { name: 'a link to itself', put: (path) => symlink(path, path) },
  { name: 'a folder', put: async (path) => void (await mkdir(path)) },
  written('an empty file', ''),
  written('a NUL byte', 'export {}\0\n'),
  written('nothing but NUL bytes', Buffer.alloc(100_000)),
  written('UTF-16', Buffer.from('\uFEFFexport const a = 1\n', 'utf16le')),
  written('invalid UTF-8', Buffer.from([0x65, 0xff, 0xfe, 0xc0, 0x80, 0x0a])),
  written('lone carriage returns', 'export const a = 1\r// b\rexport const c = 2\r'),
  written('other ends of lines', 'export const a = 1\u2028export const b = 2\u2029'),
  written('a line of 2 MiB', `export const a = '${'x'.repeat(LINE - 20)}'\n`),
  written('a line of more than 2 MiB', `export const a = '${'x'.repeat(LINE)}'\n`),
  written('20 MB', Buffer.alloc(20_000_000, 'a;')),
]

/** The places that the checker reads of a project, beside its sources. */
export const READ: readonly string[] = ['package.json', 'tsconfig.json', 'tenon-baseline.json', 'tenon.config.ts']

/** Puts a file into a project, in the place of what is there. */
export const plant = async (folder: string, path: string, { put }: HostileFile): Promise<void> => {
  const place = join(folder, path)
  await mkdir(dirname(place), { recursive: true })
  execFileSync('rm', ['-rf', place])
  await put(place)
}

/** What a process came to, and how much time of the processors it took with all that it started. */
export interface Timed extends Ran {
  readonly cpuSeconds: number
}

/** What a process came to that may not run for ever. A shell starts it: only a shell tells the time of a process's own children. */
const within = async (folder: string, words: readonly string[], input: string, mostMs: number): Promise<Timed> => {
  const script = '"$@"; code=$?; times >&2; exit $code'
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, ...words], {
    cwd: folder,
    env: ENVIRONMENT,
    detached: true,
  })
  const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), mostMs)
  child.stdin.on('error', () => undefined).end(input)
  const ran = await ended(child)
  clearTimeout(timer)
  return { ...ran, cpuSeconds: secondsIn(ran.stderr) }
}

/** The seconds in the last line of `times`: user and system. */
const secondsIn = (told: string): number => {
  const [, userMinutes, user, systemMinutes, system] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\n$/.exec(told) ?? []
  return 60 * (Number(userMinutes) + Number(systemMinutes)) + Number(user) + Number(system)
}

const ESLINT = `import { ESLint } from 'eslint'
import tenonCheck, { parser } from 'tenon-check/eslint'
const config = [{ files: ['**/*.{ts,tsx}'], plugins: { tenonCheck }, languageOptions: { parser }, ...tenon.configs.recommended }]
const eslint = new ESLint({ cwd: process.argv[1], overrideConfigFile: true, overrideConfig: config })
const results = await eslint.lintFiles(process.argv.slice(2))
process.exit(results.some(({ messages }) => messages.length > 0) ? 1 : 0)`

/** Every way in which a file of a project is read: by a check, by the hook, and by ESLint. */
export const ways: readonly {
  readonly name: string
  readonly run: (folder: string, paths: readonly string[], mostMs: number) => Promise<Timed>
}[] = [
  {
    name: 'check',
    run: (folder, _, mostMs) => within(folder, ['--conditions=tenon-source', MAIN], '', mostMs),
  },
  {
    name: 'check --hook',
    run: (folder, paths, mostMs) =>
      within(
        folder,
        ['--conditions=tenon-source', MAIN, '--hook'],
        JSON.stringify({ files: paths, cwd: folder }),
        mostMs,
      ),
  },
  {
    name: 'ESLint',
    run: (folder, paths, mostMs) =>
      within(
        join(import.meta.dirname, '../../../../..'),
        ['--conditions=tenon-source', '--input-type=module', '--eval', ESLINT, folder, ...paths],
        '',
        mostMs,
      ),
  },
]
