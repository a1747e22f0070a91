import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { ESLint } from 'eslint'
import { root } from './project.ts'

/** The code blocks of the guide in a language, in order. */
const fences = (language: string): readonly string[] =>
  [
    ...readFileSync(join(root, 'docs/check.md'), 'utf8').matchAll(
      new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'),
    ),
  ].map(([, code = '']) => code)

/** A project with the guide's config, and a file for each of its patterns. */
const shop = (t: TestContext, domain: string): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-guide-')))
  t.after(() => rmSync(folder, { recursive: true }))
  const files = {
    'package.json': '{ "type": "module" }',
    'tenon.config.ts': fences('ts')[0] ?? '',
    'check.test.ts': fences('ts')[1] ?? '',
    'eslint.config.js': fences('js')[0] ?? '',
    'src/domain/order.ts': domain,
    'src/service/round.ts': 'export const round = (cents: number): number => Math.round(cents)\n',
    'src/api/page.ts': "export const title = 'Orders'\n",
    'src/main.ts': "import { title } from './api/page.ts'\n\nconsole.log(title)\n",
    'test/order.test.ts': "import '../src/domain/order.ts'\n",
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['tenon', 'tenon-check'])
    symlinkSync(join(root, 'packages', name), join(folder, 'node_modules', name))
  return folder
}

const KEPT = 'export interface Order {\n  readonly id: string\n}\n'
const BROKEN = 'export const due = (): number => Date.now()\n'

/** Runs the guide's test, with a config that ignores the files at the root. */
const runs = (folder: string): number | null => {
  const config = join(folder, 'tenon.config.ts')
  writeFileSync(config, readFileSync(config, 'utf8').replace("ignored: ['dist/**']", "ignored: ['*.*']"))
  const { status } = spawnSync(process.execPath, ['--conditions=tenon-source', 'check.test.ts'], { cwd: folder })
  return status
}

test("The guide's config and test pass for a project that breaks no rule, and fail for one that does", (t) => {
  assert.equal(runs(shop(t, KEPT)), 0)
  assert.equal(runs(shop(t, BROKEN)), 1)
})

test("The guide's ESLint config finds a violation", async (t) => {
  const eslint = new ESLint({ cwd: shop(t, BROKEN) })
  const results = await eslint.lintFiles(['src'])
  assert.deepEqual(
    results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId)),
    ['tenon/ambient-technology'],
  )
})

test("The guide's oxlint config names existing rules", async () => {
  const { default: tenon } = await import('../../packages/tenon-check/src/api/eslint.ts')
  const { rules } = JSON.parse(fences('json')[0] ?? '') as { readonly rules: object }
  for (const rule of Object.keys(rules)) assert.ok(rule in tenon.configs.recommended.rules, rule)
})
