import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { root } from './source.ts'

const user = `
import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'

export const History = need(EventStore, {
  atomicity: 'stream', order: 'stream', dedupe: 'expected', durability: 'none', replication: 'single', reach: 'process',
  retention: 'forever', max_event_bytes: 65_536, max_events_per_append: 100, dedupe_window_ms: 0,
})

export const binding = bind(History, new MemoryEventExecutor(), {
  attempts: 3, attemptMs: 1_000, deadlineMs: 5_000, backoffMs: 10, maxBackoffMs: 100, concurrency: 64,
})

export const place = async (store: EventStore, id: string) => {
  const outcome = await store.append({ stream: id, expectedRevision: 'no_stream', events: [] })
  return outcome.kind === 'failed' ? outcome.failure : outcome
}

export const look = (store: EventStore, id: string) =>
  store.read({ stream: id, from: 'start', direction: 'forward', limit: 10 })

export const follow = (store: EventStore) => store.subscribe({ after: 'start', filter: { streams: 'all', types: 'all' } })
`

const opening = `${user}
export const opened = () => binding.open()
`

const config = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    customConditions: ['tenon-source'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    rewriteRelativeImportExtensions: true,
    skipLibCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: '/',
    outDir: 'out',
  },
  files: ['user.ts'],
}

/** Compiles a user's module against the sources, and returns its declarations. */
const declarationsOf = (module: string, context: TestContext): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-declarations-')))
  context.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(root, 'packages/tenon'), join(folder, 'node_modules/tenon'))
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'user.ts'), module)
  const { stdout, status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
  assert.equal(status, 0, stdout)
  const [emitted] = globSync('out/**/user.d.ts', { cwd: folder })
  assert.ok(emitted !== undefined)
  return readFileSync(join(folder, emitted), 'utf8')
}

test("A user's declarations are small, and name no validator", (context) => {
  const declarations = declarationsOf(user, context)
  const size = Buffer.byteLength(declarations)
  context.diagnostic(`${size} bytes`)
  assert.ok(size < 2_500, declarations)
  assert.doesNotMatch(declarations, /zod|\bSchema/i)
  assert.match(declarations, /EventStoreCapability/)
})

test('A user can export a function that opens a store without writing its return type', (context) => {
  assert.match(declarationsOf(opening, context), /const opened:/)
})
