import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { describe, test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { checkProject, rules } from 'tenon-check'
import { patternTable, rulesOf } from '../../packages/tenon-check/test/domain/pattern-table.ts'
import { nats } from '../../packages/tenon/test/service/nats/servers/binaries.ts'
import { startServer } from '../../packages/tenon/test/service/nats/servers/server.ts'
import { filesOf, project, refusedIn, root } from './project.ts'

const run = promisify(execFile)
const DOCUMENT = 'docs/pattern.md'
const text = readFileSync(join(root, DOCUMENT), 'utf8')
const refused = refusedIn(DOCUMENT)

/** Writes the project of the page, with the packages that its files import in its `package.json`. */
const orders = (t: TestContext): string => {
  const folder = project(DOCUMENT)
  t.after(() => rmSync(folder, { recursive: true }))
  const names = ['@aws-sdk/client-s3', '@nats-io/jetstream', '@nats-io/transport-node', 'tenon', 'zod']
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }))
  return folder
}

describe('The project that docs/pattern.md shows', () => {
  test('compiles', async (t) => {
    await run(join(root, 'node_modules/.bin/tsc'), ['-p', orders(t)])
  })

  test('breaks no rule', (t) => {
    assert.deepEqual(checkProject(join(orders(t), 'tenon.config.ts')).findings, [])
  })

  test('runs on a NATS server, and prints what its comment says', nats, async (t) => {
    await using server = await startServer({ series: '2.15', syncAlways: true })
    const folder = orders(t)
    const main = filesOf(DOCUMENT).get('src/main.ts') ?? ''
    writeFileSync(join(folder, 'src/main.ts'), main.replaceAll('nats://127.0.0.1:4222', server.url))
    const { stdout } = await run(process.execPath, ['--conditions=tenon-source', 'src/main.ts'], { cwd: folder })
    assert.equal(stdout.trim(), /\/\/=> (.*)/.exec(main)?.[1])
  })

  test('falls short of its need with a work queue, before it connects', async (t) => {
    const folder = orders(t)
    const main = filesOf(DOCUMENT).get('src/main.ts') ?? ''
    writeFileSync(join(folder, 'src/main.ts'), main.replace("'limits'", "'workqueue'"))
    const ran = run(process.execPath, ['--conditions=tenon-source', 'src/main.ts'], { cwd: folder })
    await assert.rejects(ran, /"kind":"shortfall".*"granted":"until_read"/)
  })
})

describe('A file that docs/pattern.md shows as refused', () => {
  for (const { path, code, refusedBy } of refused)
    test(`is found by the rules that it names: ${path}`, (t) => {
      const folder = orders(t)
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), code)
      const found = checkProject(join(folder, 'tenon.config.ts')).findings.map(({ rule }) => rule)
      assert.deepEqual([...new Set(found)].toSorted(), refusedBy)
    })

  test('is there for each rule', () => {
    assert.deepEqual(
      [...new Set(refused.flatMap(({ refusedBy }) => refusedBy))].toSorted(),
      rules.map(({ id }) => id).toSorted(),
    )
  })
})

describe('The tables of docs/pattern.md', () => {
  for (const cell of patternTable.flatMap(({ required, forbidden }) => [required, forbidden]))
    test(`name the rules, and a file of Tenon, for the cell ${cell}`, () => {
      const row =
        text.split('\n').find((line) => line.startsWith(`| ${cell} |`)) ?? assert.fail('There is no such row.')
      const linked = [...row.matchAll(/\]\(rules\/([\w-]+)\.md\)/g)].map(([, id]) => id)
      assert.deepEqual(
        linked,
        rulesOf(cell).map(({ id }) => id),
      )
      assert.match(row, /\]\(\.\.\/(?:packages\/tenon\/src|examples)\//)
    })
})
