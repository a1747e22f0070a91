import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { root } from './source.ts'

/** Runs what `npm test` runs, in a folder that holds some test files. Returns its exit code and what it printed. */
const tested = (t: TestContext, files: { readonly [path: string]: string }, ...words: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-lanes-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const path of ['scripts/test.ts', 'test/lanes.ts']) cpSync(join(root, path), join(folder, path))
  for (const [path, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  // Under a test runner, another one runs no files.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { status, stdout } = spawnSync(process.execPath, ['scripts/test.ts', ...words], {
    cwd: folder,
    env: { ...env, TENON_SEED: '7' },
    encoding: 'utf8',
  })
  return { status, stdout }
}

const PASSES = "import { test } from 'node:test'\n\ntest('passes', () => undefined)\n"
const FAILS =
  "import { suite, test } from 'node:test'\n\nsuite('some', () => {\n  test('fails', () => Promise.reject(new Error('no')))\n})\n"

const [PURE, REST] = ['test/domain/a.test.ts', 'test/api/b.test.ts']

test('npm test exits with 0 and the totals of both lanes when every test passes', (t) => {
  const { status, stdout } = tested(t, { [PURE]: PASSES, [REST]: PASSES, 'test/domain/fixtures/c.test.ts': FAILS })
  assert.equal(status, 0, stdout)
  assert.match(
    stdout,
    /^Lane pure: tests 1, suites 0, pass 1, fail 0, .*\nLane rest: tests 1, suites 0, pass 1, fail 0, /m,
  )
  assert.match(stdout, /^Seed 7: run "TENON_SEED=7 npm test"/m)
  assert.match(stdout, /\nℹ tests 2\nℹ suites 0\nℹ pass 2\nℹ fail 0\n(?:ℹ \w+ 0\n){3}ℹ duration_ms [\d.]+\n$/)
})

for (const [lane, files] of Object.entries({
  pure: { [PURE]: FAILS, [REST]: PASSES },
  rest: { [PURE]: PASSES, [REST]: FAILS },
})) {
  test(`npm test exits with 1 and names the test in its last lines when a test of the lane ${lane} fails`, (t) => {
    const { status, stdout } = tested(t, files)
    assert.equal(status, 1, stdout)
    assert.match(
      stdout,
      new RegExp(`\\nLane ${lane} failed, with exit code 1:\\n {2}fails \\(.*[ab]\\.test\\.ts:4:3\\)\\n`),
    )
    assert.match(stdout, /\nℹ tests 2\nℹ suites 1\nℹ pass 1\nℹ fail 1\n/)
  })
}

test('npm test exits with 1 when a file of a lane cannot be loaded', (t) => {
  const { status, stdout } = tested(t, { [PURE]: "import './absent.ts'\n", [REST]: PASSES })
  assert.equal(status, 1, stdout)
  assert.match(stdout, /\nLane pure failed, with exit code 1:\n {2}\S*a\.test\.ts/)
})

test('npm test runs the named files alone, and hands flags on', (t) => {
  const { status, stdout } = tested(t, { [PURE]: FAILS, [REST]: PASSES }, 'test/api/*.ts')
  assert.equal(status, 0, stdout)
  assert.match(stdout, /\nℹ tests 1\n/)
  const filtered = tested(t, { [PURE]: FAILS, [REST]: PASSES }, '--test-name-pattern=passes')
  assert.equal(filtered.status, 0, filtered.stdout)
})
