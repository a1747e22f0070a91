import { access, glob, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.ts'

/** Debian's suites, each with a different nats-server: 2.9, 2.10 and the newest. */
export const suites = ['bookworm', 'trixie', 'sid'] as const

/**
 * Downloads the nats-server of a Debian suite into a folder, and returns the path of the binary. It installs nothing,
 * and touches nothing outside the folder, so it needs no permission except to write there.
 */
export const bring = async (suite: string, { uri, keyring }: Source, folder: string): Promise<string> => {
  const [lists, cache, taken] = [join(folder, 'lists'), join(folder, 'cache'), join(folder, 'taken')]
  for (const needed of [join(lists, 'partial'), join(cache, 'archives', 'partial'), taken])
    await mkdir(needed, { recursive: true })
  const source = join(folder, 'sources.list')
  await writeFile(source, `deb [signed-by=${keyring}] ${uri} ${suite} main\n`)
  const options = {
    'Dir::Etc::SourceList': source,
    'Dir::Etc::SourceParts': '-',
    'Dir::State::Lists': lists,
    'Dir::Cache': cache,
    // The user that apt runs as may not write here, and a process without root rights cannot change its user.
    'APT::Sandbox::User': 'root',
    'APT::Update::Error-Mode': 'any',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '1',
    'Acquire::http::Timeout': '20',
  }
  const set = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  await run('apt-get', '-qq', ...set, 'update')
  await run('env', '-C', taken, 'apt-get', '-qq', ...set, 'download', 'nats-server')
  const [deb] = await readdir(taken)
  if (deb === undefined) throw new Error(`apt-get: ${suite} has no nats-server.`)
  await run('dpkg', '-x', join(taken, deb), join(folder, 'tree'))
  for await (const binary of glob(join(folder, 'tree/usr/{bin,sbin}/nats-server'))) return binary
  throw new Error(`dpkg: the package of ${suite} holds no nats-server.`)
}

/** Where packages come from, and the keyring that signs them. */
export interface Source {
  readonly uri: string
  readonly keyring: string
}

/**
 * Returns the source of Debian's packages that this machine is configured with. Rejects with an `Error` if it has none.
 */
export const ownSource = async (): Promise<Source> => {
  const texts = await Promise.all([read('/etc/apt/sources.list.d/debian.sources'), read('/etc/apt/sources.list')])
  const [source] = [...stanzas(texts[0]), ...stanzas(texts[1]), ...oneLines(texts[1])]
  if (source === undefined) throw new Error('/etc/apt names no source of Debian.')
  return { uri: source.uri, keyring: source.keyring ?? (await debianKeyring()) }
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

type Stated = Omit<Source, 'keyring'> & { readonly keyring: string | undefined }

/** Returns the sources of a file that has a field on each line (man sources.list, DEB822-STYLE FORMAT). */
const stanzas = (text: string): readonly Stated[] =>
  text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string): readonly string[] =>
      new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(stanza)?.[1]?.split(/\s+/) ?? []
    const [[uri], [keyring]] = [field('URIs'), field('Signed-By')]
    const whole = field('Types').includes('deb') && field('Suites').some(isWhole) && field('Enabled')[0] !== 'no'
    return whole && uri !== undefined ? [{ uri, keyring: keyring?.startsWith('/') === true ? keyring : undefined }] : []
  })

/** Returns the sources of a file that has a source on each line. */
const oneLines = (text: string): readonly Stated[] =>
  [...text.matchAll(/^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)/gm)].flatMap(([, options, uri, suite]) =>
    uri !== undefined && isWhole(suite ?? '') ? [{ uri, keyring: /signed-by=(\/\S+)/.exec(options ?? '')?.[1] }] : [],
  )

/** Whether a name is that of a suite, and not of the updates to one, which may come from elsewhere. */
const isWhole = (suite: string): boolean => /^[a-z]+$/.test(suite)

const debianKeyring = async (): Promise<string> => {
  const [gpg, pgp] = ['gpg', 'pgp'].map((ending) => `/usr/share/keyrings/debian-archive-keyring.${ending}`)
  return access(gpg ?? '').then(
    () => gpg ?? '',
    () => pgp ?? '',
  )
}
