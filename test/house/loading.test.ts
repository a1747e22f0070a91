import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { root, sources } from './source.ts'

/** Runs a module in a process of its own that may only read files, with an empty environment. */
const run = async (script: string): Promise<{ stdout: string; stderr: string; code: number | null }> => {
  const flags = ['--permission', '--allow-fs-read=*', '--conditions=tenon-source', '--input-type=module', '--eval']
  const child = spawn(process.execPath, [...flags, script], { cwd: root, env: {}, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve)
  })
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { stdout, stderr, code }
}

const domain = sources('src/domain').map(({ path }) => path)
const api = sources('src/api')
  .map(({ path }) => path)
  .filter((path) => /^src\/api\/[^/]+\.ts$/.test(path))

/** Loads one file and tells what it left behind, and what it read of the environment. */
const load = (path: string): string => `
  const read = []
  const given = process.env
  // Node's own loader reads the environment with each module (WATCH_REPORT_DEPENDENCIES), and with each CommonJS one, as the NATS client
  // has them, for its source map (NODE_V8_COVERAGE). So it counts who reads: the caller of the trap, if it is not the loader.
  const note = (name) => {
    const reader = new Error().stack.split('\\n')[3] ?? ''
    if (!/\\bnode:internal\\/(modules|source_map)\\//.test(reader)) read.push(String(name))
  }
  process.env = new Proxy(given, {
    get: (target, name) => { note(name); return target[name] },
    has: (target, name) => { note(name); return name in target },
    ownKeys: (target) => { note('*'); return Reflect.ownKeys(target) },
  })
  const before = Object.getOwnPropertyNames(globalThis)
  await import(${JSON.stringify(pathToFileURL(`${root}${path}`).href)})
  const left = process.getActiveResourcesInfo()
  // zod keeps two registries there, so that two copies of it share them.
  const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name) && !name.startsWith('__zod_'))
  process.env = given
  if (left.length + read.length + added.length > 0) console.log(JSON.stringify({ left, read, added }))
`

describe('Loading a module does nothing', { concurrency: 2 }, () => {
  for (const path of api) {
    test(`of the public surface: ${path}`, async () => {
      const { stdout, stderr, code } = await run(load(path))
      assert.deepEqual([stdout, code], ['', 0], stderr)
      assert.match(stderr, /^(?:\(node:\d+\) ExperimentalWarning: SQLite[^\n]*\n\(Use[^\n]*\n)?$/)
    })
  }

  test('of the domain, whichever it is', async () => {
    const { stdout, stderr, code } = await run(domain.map((path) => `{ ${load(path)} }`).join('\n'))
    assert.deepEqual([stdout, stderr, code], ['', '', 0])
    assert.ok(domain.length > 15)
  })
})

test('`tenon` loads zod and the domain, and nothing else', async () => {
  const { stdout, stderr, code } = await run(`
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
    await import('tenon')
    console.log(JSON.stringify(loaded))
  `)
  assert.deepEqual([stderr, code], ['', 0])
  const loaded: string[] = JSON.parse(stdout)
  const home = pathToFileURL(root).href
  const own = loaded.filter((url) => url.startsWith(home)).map((url) => url.slice(home.length))
  const others = own.filter((path) => !/^src\/domain\/|^node_modules\/zod\//.test(path))
  assert.deepEqual(others, ['src/api/index.ts'])
  assert.deepEqual(
    loaded.filter((url) => !url.startsWith(home)),
    [],
  )
  assert.ok(own.some((path) => path.startsWith('node_modules/zod/')))
})
