import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { after, describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ESLint } from 'eslint'
import tenon, { parser } from '../../src/api/eslint.ts'
import { judge } from '../../src/domain/judgement/judge.ts'
import { groupedByFile } from '../../src/domain/judgement/grouping.ts'
import { rules } from '../../src/domain/rules/rules.ts'
import { readConfig } from '../../src/service/project/config.ts'
import { Project } from '../../src/service/project/project.ts'
import { fixturesOf, lay } from '../domain/fixture.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-lint-')))
after(() => rmSync(folder, { recursive: true }))

const linted = rules.filter(({ reads }) => reads === 'file')
const isLinted = (rule: string): boolean => linted.some(({ id }) => id === rule)

/** The files that every fixture shares are left out: checking them would be most of the work. */
const GROUND = ['**/ground/**', '**/src/main.ts', '**/test/**', '**/tenon.config.ts']

/** What the command line finds by the rules that linters have, as `path:line:column rule`, a path being that of the file below the folder. */
const expected = ['pattern', ...rules.map(({ id }) => id)].flatMap(fixturesOf).flatMap((fixture) => {
  const home = join(folder, fixture.rule, fixture.verdict, fixture.name)
  mkdirSync(home, { recursive: true })
  lay(home, fixture)
  const configPath = join(home, 'tenon.config.ts')
  const read = readConfig(configPath)
  // A fixture may be about its config.
  if (read.kind !== 'config') return []
  const project = Project.open({ configPath, config: read.config, texts: new Map() })
  return groupedByFile(judge(project.read(), rules, 'project').findings)
    .filter(({ rule }) => isLinted(rule))
    .map(({ rule, path, line, column }) => `${relative(folder, join(home, path))}:${line}:${column} ${rule}`)
})

describe('The rules find the same in linters as on the command line, in every fixture', () => {
  test('in ESLint', async () => {
    const eslint = new ESLint({
      cwd: folder,
      overrideConfigFile: true,
      overrideConfig: [
        { ignores: GROUND },
        {
          files: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'],
          plugins: { tenon },
          languageOptions: { parser },
          ...tenon.configs.recommended,
        },
      ],
    })
    const results = await eslint.lintFiles(['**/src/**'])
    const found = results.flatMap(({ filePath, messages }) =>
      messages.map(
        ({ line, column, ruleId }) =>
          `${relative(folder, filePath)}:${line}:${column} ${ruleId?.replace('tenon/', '')}`,
      ),
    )
    assert.deepEqual(found.toSorted(), expected.toSorted())
    assert.ok(expected.length > 50)
  })

  test('in oxlint', async () => {
    writeFileSync(
      join(folder, '.oxlintrc.json'),
      JSON.stringify({
        plugins: [],
        ignorePatterns: GROUND,
        categories: { correctness: 'off' },
        jsPlugins: [{ name: 'tenon', specifier: join(root, 'packages/tenon-check/src/api/eslint.ts') }],
        rules: tenon.configs.recommended.rules,
      }),
    )
    const found = await oxlint(folder)
    assert.deepEqual(found.toSorted(), expected.toSorted())
  })
})

interface Diagnostic {
  readonly code: string
  readonly filename: string
  readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[]
}

const oxlint = async (cwd: string): Promise<readonly string[]> => {
  const ran = promisify(execFile)(
    process.execPath,
    [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'json', '.'],
    {
      cwd,
      maxBuffer: 100_000_000,
    },
  )
  // It exits with 1 when it finds anything.
  const { stdout } = await ran.catch((error: unknown) => error as { readonly stdout: string })
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] }
  return diagnostics.map(({ code, filename, labels: [label] }) => {
    const rule = /^tenon\((.*)\)$/.exec(code)?.[1] ?? code
    return `${filename}:${label?.span.line}:${label?.span.column} ${rule}`
  })
}

/** A project of its own, linted by ESLint: what is said of the files below its `src`. */
const saidOf = async (t: TestContext, files: { readonly [path: string]: string }): Promise<readonly string[]> => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-lint-own-')))
  t.after(() => rmSync(home, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  const eslint = new ESLint({
    cwd: home,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.ts'], plugins: { tenon }, languageOptions: { parser }, ...tenon.configs.recommended },
    ],
  })
  const results = await eslint.lintFiles(['src'])
  return results.flatMap(({ messages }) => messages.map(({ line, message }) => `${line} ${message}`))
}

const CONFIG = `export const check = {
  layers: { domain: ['src/domain/**'], service: [], api: [], test: [] },
  ignored: [],
  pure: [],
  technologies: [],
}
`

const LOOSE = `export interface Order {
  id: string; total: number
  lines: string[][]
  by: Record<string, Set<string>>
}
`

const TIGHT = `export interface Order {
  readonly id: string; readonly total: number
  readonly lines: readonly (readonly string[])[]
  readonly by: Readonly<Record<string, ReadonlySet<string>>>
}
`

const eslintFixes = async (home: string): Promise<void> => {
  const eslint = new ESLint({
    cwd: home,
    fix: true,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.ts'], plugins: { tenon }, languageOptions: { parser }, ...tenon.configs.recommended },
    ],
  })
  await ESLint.outputFixes(await eslint.lintFiles(['src']))
}

const oxlintFixes = async (home: string): Promise<void> => {
  writeFileSync(
    join(home, '.oxlintrc.json'),
    JSON.stringify({
      plugins: [],
      categories: { correctness: 'off' },
      jsPlugins: [{ name: 'tenon', specifier: join(root, 'packages/tenon-check/src/api/eslint.ts') }],
      rules: { 'tenon/frozen': 'error' },
    }),
  )
  const words = [join(root, 'node_modules/oxlint/bin/oxlint'), '--fix', 'src']
  await promisify(execFile)(process.execPath, words, { cwd: home })
}

const TWO_CLOCKS = 'export const opened = () => Date.now()\nexport const closed = () => Date.now()\n'

/** A baseline that lets the clock of `opened` stand. */
const ONE_OF_THEM = JSON.stringify({
  version: 1,
  entries: [
    {
      rule: 'ambient-technology',
      path: 'src/domain/till.ts',
      within: 'opened',
      subject: 'Date.now',
      count: 1,
      reason: 'from before the check',
      since: '2026-01-31',
    },
  ],
})

describe('A linter', () => {
  test('says once a file that it cannot be trusted when there is no config', async (t) => {
    const [said = '', ...more] = await saidOf(t, { 'src/domain/order.ts': "import 'pg'\n" })
    assert.match(said, /There is no tenon\.config\.ts .* Run "npx tenon-check init"/)
    assert.deepEqual(more, [])
  })

  test('says why at the first report of a rule in a file, and at no other', async (t) => {
    const said = await saidOf(t, { 'tenon.config.ts': CONFIG, 'src/domain/till.ts': TWO_CLOCKS })
    const why = ` Why: ${rules.find(({ id }) => id === 'ambient-technology')?.why}`
    assert.deepEqual(
      said.map((each) => each.endsWith(why)),
      [true, false],
    )
  })

  for (const [linter, mend] of [
    ['ESLint', eslintFixes],
    ['oxlint', oxlintFixes],
  ] as const)
    test(`reports a declaration once, and fixes all of it at once, in ${linter}`, async (t) => {
      const home = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-lint-fix-')))
      t.after(() => rmSync(home, { recursive: true }))
      mkdirSync(join(home, 'src/domain'), { recursive: true })
      writeFileSync(join(home, 'tenon.config.ts'), CONFIG)
      writeFileSync(join(home, 'src/domain/order.ts'), LOOSE)
      const said = await saidOf(t, { 'tenon.config.ts': CONFIG, 'src/domain/order.ts': LOOSE })
      assert.deepEqual(
        said.map((each) => each.split(':')[0]),
        ['1 4 fields of Order are mutable'],
      )
      await mend(home)
      assert.equal(readFileSync(join(home, 'src/domain/order.ts'), 'utf8'), TIGHT)
    })

  test('lets stand what the baseline of the project lets stand, and no more', async (t) => {
    const files = { 'tenon.config.ts': CONFIG, 'src/domain/till.ts': TWO_CLOCKS, 'tenon-baseline.json': ONE_OF_THEM }
    const [said = '', ...more] = await saidOf(t, files)
    assert.match(said, /^2 The domain reads the clock/)
    assert.deepEqual(more, [])
  })

  test('reports an import of an ignored file that a domain pattern matches', async (t) => {
    const said = await saidOf(t, {
      'tenon.config.ts': CONFIG.replace('ignored: []', "ignored: ['**/out/**']"),
      'src/domain/order.ts': "export * from './out/store.ts'\n",
      'src/domain/out/store.ts': "export { connect } from 'nats'\n",
    })
    assert.match(said.join('\n'), /^1 The domain re-exports src\/domain\/out\/store\.ts, which the config ignores/)
  })

  for (const broken of ['tenon.config.ts', 'tenon-baseline.json', 'tsconfig.json', 'package.json'])
    test(`says once a file that a broken ${broken} keeps it from being trusted, and goes on`, async (t) => {
      const [said = '', ...more] = await saidOf(t, {
        'tenon.config.ts': CONFIG,
        'src/domain/till.ts': TWO_CLOCKS,
        [broken]: '{ "entries": ',
      })
      assert.ok(said.includes(`${broken} is invalid. Run "npx tenon-check" to see why.`), said)
      assert.deepEqual(more, [])
    })

  test('says that a broken tsconfig.json of one package keeps a file from being trusted, and judges what needs no alias', async (t) => {
    const said = await saidOf(t, {
      'tenon.config.ts': CONFIG.replace('src/domain/**', 'src/*/domain/**'),
      'src/orders/tsconfig.json': '{ "compilerOptions": ',
      'src/orders/domain/order.ts': "export * from '@/store'\n",
      'src/orders/domain/till.ts': TWO_CLOCKS,
    })
    assert.equal(said.filter((each) => each.includes('tsconfig.json is invalid. Run')).length, 1)
    assert.equal(said.filter((each) => each.includes('reads the clock')).length, 2)
    assert.equal(said.length, 3)
  })
})
