import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { filesOf, project, root } from './project.ts'

/** Returns what a program should print: its `//=>` comments, in order. */
const promised = (code: string): string[] => [...code.matchAll(/\/\/=> (.*)/g)].map(([, line = '']) => line)

test('The code on the first screen of README compiles, runs, and prints what its comments say', (t) => {
  const folder = project('README.md')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
  assert.equal(compiled.stdout, '')
  const ran = spawnSync(process.execPath, ['--conditions=tenon-source', 'main.ts'], { cwd: folder, encoding: 'utf8' })
  assert.equal(ran.stderr, '')
  assert.deepEqual(ran.stdout.trim().split('\n'), promised(filesOf('README.md').get('main.ts') ?? ''))
})

test('The decider and the projection of README decide a payment once, and make a table of it', (t) => {
  const folder = project('README.md')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'pays.ts'), PAYS)
  const [placed, paid] = ['main.ts', 'pays.ts'].map((file) =>
    spawnSync(process.execPath, ['--conditions=tenon-source', file], { cwd: folder, encoding: 'utf8' }),
  )
  assert.deepEqual([placed?.stderr, paid?.stderr], ['', ''])
  assert.equal(paid?.stdout, 'decided\nrepeated\n[{"stream":"order-7","cents":1350}]\n')
})

/** Pays the order that `main.ts` of README has placed, twice, and shows the table. */
const PAYS = `
import { DatabaseSync } from 'node:sqlite'
import { project } from 'tenon/run'
import { pay } from './domain/order/pay.ts'
import { ordersOn } from './service/order.ts'
import { paymentsTable } from './service/payments.ts'

const orders = ordersOn(
  { path: 'orders.sqlite', create: false, access: 'read_write', synchronous: 'full', dedupe: 'forever', busyTimeoutMs: 5_000, pollMs: 50 },
  { attempts: 3, attemptMs: 2_000, deadlineMs: 10_000, backoffMs: 20, maxBackoffMs: 1_000, concurrency: 64 },
)
const opened = await orders.open()
if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened))
console.log((await pay(opened.store, '7', 1_350, 'payment-1')).kind)
console.log((await pay(opened.store, '7', 1_350, 'payment-1')).kind)
await paymentsTable.open()
const run = project(opened.store, [paymentsTable], {
  pageEvents: 500, until: 'caught_up', rebuild: false, ifTakenOver: 'continue', backoffMs: 10, maxBackoffMs: 100, checkMs: 100,
})
run.start()
await run.ended
await paymentsTable.close()
await orders.close()
console.log(JSON.stringify(new DatabaseSync('payments.sqlite').prepare('SELECT * FROM payments').all()))
`

test('README shows its first code by line 20', () => {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n')
  assert.ok(lines.findIndex((line) => line.startsWith('```ts')) < 20)
})

test('Every link from a document to a file of this project leads to a file', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  for (const document of [
    ...documents,
    ...docs.filter((path) => path.endsWith('.md')).map((path) => join('docs', path)),
  ]) {
    for (const [, link = ''] of readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      assert.ok(existsSync(join(root, dirname(document), link)), `${document} links to ${link}, which does not exist`)
    }
  }
})
