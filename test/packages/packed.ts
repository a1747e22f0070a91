import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The packages as npm publishes them: the paths of their archives. */
export interface Packed {
  readonly tenon: string
  readonly check: string
}

/** Builds and packs both packages from a copy of the sources, so that what is built in the repository stays as it is. */
export const packed = (folder: string): Packed => {
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'tsconfig.json', 'scripts', 'docs', 'README.md', 'LICENSE', 'CHANGELOG.md'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  cpSync(join(ROOT, 'packages'), join(folder, 'packages'), {
    recursive: true,
    filter: (path) => !/[/\\](?:dist|test|docs)$/.test(path),
  })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  for (const name of ['tenon', 'tenon-check']) {
    const made = spawnSync('npm', ['pack', '--silent', '--pack-destination', folder], {
      cwd: join(folder, 'packages', name),
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}` },
    })
    assert.equal(made.status, 0, made.stdout + made.stderr)
  }
  const archive = (pattern: RegExp): string => {
    const name = readdirSync(folder).find((each) => pattern.test(each)) ?? assert.fail('npm packed nothing')
    return join(folder, name)
  }
  return { tenon: archive(/^tenon-\d.*\.tgz$/), check: archive(/^tenon-check-\d.*\.tgz$/) }
}

/** What a command did. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a line of a shell in a folder, as a user would. */
export const ran = (line: string, cwd: string, path: string = process.env['PATH'] ?? ''): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { ...userEnvironment(), PATH: path }
    execFile('bash', ['-c', line], { cwd, env, timeout: 240_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ code, stdout, stderr })
    })
  })

/**
 * Returns the environment of a user: without what npm has put into the environment of this process, and without options
 * of Node, but with the certificates that the machine trusts.
 */
export const userEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_(?!config_(?:cache|registry|userconfig))|NODE_(?!EXTRA_CA_CERTS$))/.test(name),
    ),
  )

/** Runs a line that must succeed. */
export const well = async (running: Promise<Ran>): Promise<Ran> => {
  const done = await running
  assert.equal(done.code, 0, `${done.stdout}${done.stderr}`)
  return done
}

/** Installs packages. A registry that does not answer is asked again: npm itself would wait for five minutes. */
export const INSTALL = 'npm install --prefer-offline --no-audit --no-fund --fetch-timeout=15000'

/** Makes a default npm project with packages installed in it. It returns `null`, and skips the test, if their dependencies cannot be downloaded. */
export const projectWith = async (t: TestContext, ...archives: readonly string[]): Promise<string | null> => {
  const folder = temporary(t)
  await well(ran('npm init -y', folder))
  const installed = await ran(`${INSTALL} ${archives.join(' ')}`, folder)
  if (isOffline(installed.stderr)) {
    t.skip('there is no registry')
    return null
  }
  assert.equal(installed.code, 0, installed.stderr)
  return folder
}

/** Returns whether npm could not reach a registry. */
export const isOffline = (stderr: string): boolean =>
  /ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|SELF_SIGNED_CERT/.test(stderr)

/** Makes an empty folder, which is removed when the test ends. */
export const temporary = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-packed-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
