import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { root, SOURCES, sources } from './source.ts'

/** Runs a module in a process of its own that may only read files and has an empty environment. */
const run = async (
  script: string,
  more: readonly string[],
): Promise<{ stdout: string; stderr: string; code: number | null }> => {
  const flags = [
    '--permission',
    '--allow-fs-read=*',
    ...more,
    '--conditions=tenon-source',
    '--input-type=module',
    '--eval',
  ]
  const child = spawn(process.execPath, [...flags, script], { cwd: root, env: {}, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve)
  })
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { stdout, stderr, code }
}

const domain = sources(...SOURCES.map((folder) => `${folder}/domain`)).map(({ path }) => path)
const api = sources(...SOURCES.map((folder) => `${folder}/api`))
  .map(({ path }) => path)
  .filter((path) => /\/src\/api\/[^/]+\.ts$/.test(path))

/** The paths that load the checker, whose parser is a native addon. Node prints a warning when addons are allowed. */
const CHECKER: ReadonlySet<string> = new Set(
  ['index', 'eslint'].map((name) => `packages/tenon-check/src/api/${name}.ts`),
)
const ADDONS = ['--allow-addons', '--disable-warning=PERM0001']

/** Loads files one after the other, and prints what each left behind and which environment variables it read. */
const load = (paths: readonly string[]): string => `
  import { createHook } from 'node:async_hooks'
  const given = process.env
  for (const url of ${JSON.stringify(paths.map((path) => pathToFileURL(`${root}${path}`).href))}) {
    const read = []
    // Node's own loader reads the environment for each module (WATCH_REPORT_DEPENDENCIES). For each CommonJS module,
    // which the NATS client has, it also reads NODE_V8_COVERAGE for a source map. A package with a native part may read
    // where to find it (NAPI_RS_...). So only reads by other callers count.
    const note = (name) => {
      const reader = new Error().stack.split('\\n')[3] ?? ''
      if (!/\\bnode:internal\\/(modules|source_map)\\/|\\/node_modules\\/oxc-/.test(reader)) read.push(String(name))
    }
    process.env = new Proxy(given, {
      get: (target, name) => { note(name); return target[name] },
      has: (target, name) => { note(name); return name in target },
      ownKeys: (target) => { note('*'); return Reflect.ownKeys(target) },
    })
    const before = Object.getOwnPropertyNames(globalThis)
    const begun = []
    const hook = createHook({ init: (_, type) => { if (type === 'Immediate') begun.push(type) } }).enable()
    await import(url)
    hook.disable()
    // Node itself runs finalizers of a native addon in an immediate, whenever memory is collected. Let it pass; those
    // that modules begin are in begun.
    await new Promise((resolve) => setImmediate(resolve))
    const left = [...begun, ...process.getActiveResourcesInfo()]
    // zod keeps two registries there, which its copies share.
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name) && !name.startsWith('__zod_'))
    process.env = given
    if (left.length + read.length + added.length > 0) console.log(JSON.stringify({ url, left, read, added }))
  }
`

describe('Loading a module does nothing', { concurrency: 2 }, () => {
  for (const path of api) {
    test(`of the public surface: ${path}`, async () => {
      const { stdout, stderr, code } = await run(load([path]), CHECKER.has(path) ? ADDONS : [])
      assert.deepEqual([stdout, code], ['', 0], stderr)
      assert.match(stderr, /^(?:\(node:\d+\) ExperimentalWarning: SQLite[^\n]*\n\(Use[^\n]*\n)?$/)
    })
  }

  test('of the domain, in any file', async () => {
    const { stdout, stderr, code } = await run(load(domain), [])
    assert.deepEqual([stdout, stderr, code], ['', '', 0])
    assert.ok(domain.length > 15)
  })
})

test('`tenon` loads zod, @noble/hashes and the domain, and nothing else', async () => {
  const { stdout, stderr, code } = await run(
    `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
    await import('tenon')
    console.log(JSON.stringify(loaded))
  `,
    [],
  )
  assert.deepEqual([stderr, code], ['', 0])
  const loaded: string[] = JSON.parse(stdout)
  const home = pathToFileURL(root).href
  const own = loaded.filter((url) => url.startsWith(home)).map((url) => url.slice(home.length))
  const others = own.filter(
    (path) => !/^packages\/tenon\/src\/domain\/|^node_modules\/(zod|@noble\/hashes)\//.test(path),
  )
  assert.deepEqual(others, ['packages/tenon/src/api/index.ts'])
  assert.deepEqual(
    loaded.filter((url) => !url.startsWith(home)),
    [],
  )
  assert.ok(own.some((path) => path.startsWith('node_modules/zod/')))
  const files = own.filter((path) => path.startsWith('packages/'))
  assert.ok(files.length <= 60, `${files.length} files: ${files.join(', ')}`)
})
