import { access, constants, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bring, ownSource, type Source, suites } from './debian.ts'
import { alone, run } from './run.ts'

/** A nats-server that can be started on this machine. */
export interface NatsServer {
  /** The version that the binary reports, such as `2.10.27`. */
  readonly version: string
  readonly path: string
}

/**
 * Returns the servers that can be started here, the oldest first. These are the servers that `TENON_NATS_SERVERS`
 * names, separated by commas. If it names none, they are one from each Debian suite, downloaded into `.servers/` the
 * first time, which needs the network. If that fails, it is the server on `PATH`. Any number of processes may call this
 * at the same time. Rejects with an `Error` that says what was tried and what to do.
 */
export const natsServers = async (): Promise<readonly NatsServer[]> => {
  const named = process.env['TENON_NATS_SERVERS'] ?? ''
  if (named !== '') return asked(named.split(',').map((path) => path.trim()))
  try {
    return inOrder(await fromDebian())
  } catch (error) {
    const [found] = await onPath()
    if (found !== undefined) return asked([found])
    throw new Error(`${sentence(error)} ${ADVICE}`, { cause: error })
  }
}

/** Whether a version belongs to a series, as `2.9.10` does to `2.9`. */
export const isOf = (series: string, version: string): boolean => version.startsWith(`${series}.`)

const ADVICE =
  'There is no nats-server on PATH either. Install one, or set TENON_NATS_SERVERS to paths of servers, separated by commas, or set TENON_NATS=off to skip the tests that need one.'

const sentence = (error: unknown): string =>
  `Debian's nats-server packages cannot be downloaded (${error instanceof Error ? error.message : String(error)}).`

/** The folder that keeps the downloaded servers. Remove it to download newer ones. */
const HOME = fileURLToPath(new URL('../.servers/', import.meta.url))
const MANIFEST = join(HOME, 'manifest.json')
const INCOMING = join(HOME, 'incoming')
const CLEAR = { recursive: true, force: true, maxRetries: 5 }

/** A downloaded server as the manifest lists it. Its file is beside the manifest. */
interface Brought {
  readonly suite: string
  readonly version: string
  readonly file: string
}

const fromDebian = async (): Promise<readonly NatsServer[]> => {
  const all = await kept()
  if (missing(all).length === 0) return all.map(located)
  const source = await ownSource()
  await mkdir(HOME, { recursive: true })
  return alone(join(HOME, 'lock'), async () => {
    // The process that held the lock before may have downloaded them.
    const there = await kept()
    const wanted = missing(there)
    if (wanted.length === 0) return there.map(located)
    await rm(INCOMING, CLEAR).catch(() => undefined)
    await mkdir(INCOMING, { recursive: true })
    // A new folder each time: the commands of a killed process keep writing to theirs.
    const incoming = await mkdtemp(join(INCOMING, 'of-'))
    try {
      const made = await Promise.allSettled(wanted.map((suite) => add(suite, source, join(incoming, suite))))
      const brought = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      const found = [...there, ...brought]
      await writeFile(`${MANIFEST}.new`, `${JSON.stringify(found, undefined, 2)}\n`)
      await rename(`${MANIFEST}.new`, MANIFEST)
      for (const one of made) if (one.status === 'rejected') throw one.reason
      return found.map(located)
    } finally {
      await rm(INCOMING, CLEAR).catch(() => undefined)
    }
  })
}

const add = async (suite: string, source: Source, folder: string): Promise<Brought> => {
  const binary = await bring(suite, source, folder)
  const version = await versionOf(binary)
  const file = `nats-server-${version}`
  await rename(binary, join(HOME, file))
  return { suite, version, file }
}

/** Returns the servers that were downloaded before and still exist. */
const kept = async (): Promise<readonly Brought[]> => {
  const text = await readFile(MANIFEST, 'utf8').catch(() => '[]')
  // Only this module writes the manifest.
  const all = JSON.parse(text) as readonly Brought[]
  const there = await Promise.all(all.map(({ file }) => runnable(join(HOME, file))))
  return all.filter((_, i) => there[i])
}

const missing = (there: readonly Brought[]): readonly string[] =>
  suites.filter((wanted) => !there.some(({ suite }) => suite === wanted))

const located = ({ version, file }: Brought): NatsServer => ({ version, path: join(HOME, file) })

const asked = async (paths: readonly string[]): Promise<readonly NatsServer[]> =>
  inOrder(await Promise.all(paths.map(async (path) => ({ version: await versionOf(path), path }))))

const versionOf = async (path: string): Promise<string> => {
  const said = await run(path, '--version')
  const [, version] = /^nats-server: v(\d+\.\d+\.\d+)/.exec(said) ?? []
  if (version === undefined) throw new Error(`${path} is not a nats-server: it does not report a version of one.`)
  return version
}

const onPath = async (): Promise<readonly string[]> => {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'nats-server'))
  const there = await Promise.all(paths.map(runnable))
  return paths.filter((_, i) => there[i])
}

const runnable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

const inOrder = (servers: readonly NatsServer[]): readonly NatsServer[] =>
  servers.toSorted((one, other) => one.version.localeCompare(other.version, 'en', { numeric: true }))
