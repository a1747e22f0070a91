import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { jsonLines, checkHere } from './tenon-check.ts'
import { type Files, shop } from './shop.ts'

const FILES: Files = {
  'src/domain/prices.ts':
    "import { readFileSync } from 'node:fs' // tenon-allow domain-imports: prices come with the release\n",
  'src/domain/old.ts': "import 'pg'\n",
  'src/notes.md': '',
}

/** A question, and the expected answer: its exit code, the rule that decides, and the kind of target. */
const cases: readonly (readonly [
  file: string,
  target: string,
  answer: string,
  code: number,
  rule: string | null,
  kind: string | null,
  says: RegExp,
])[] = [
  [
    'src/domain/order.ts',
    './money.ts',
    'allowed',
    0,
    'domain-imports',
    'file',
    /The domain may import other files of the domain/,
  ],
  ['src/domain/money.ts', 'zod', 'allowed', 0, 'domain-imports', 'package', /lists "zod" as pure/],
  ['src/domain/money.ts', 'pg', 'not_allowed', 1, 'domain-imports', 'package', /pg/],
  ['src/domain/money.ts', 'node:fs', 'not_allowed', 1, 'domain-imports', 'builtin', /fs/],
  ['src/domain/order.ts', '../service/round.ts', 'not_allowed', 1, 'domain-imports', 'file', /layer service/],
  ['src/service/orders.ts', 'pg', 'allowed', 0, null, 'package', /No rule restricts .* the layer service/],
  ['src/main.ts', './none.ts', 'not_allowed', 1, 'unresolved-import', 'unresolved', /cannot be resolved/],
  ['src/domain/prices.ts', 'node:fs', 'excepted', 0, 'domain-imports', 'builtin', /line 1 .* come with the release/],
  ['src/other.ts', 'zod', 'undecided', 2, null, null, /is in no layer/],
  ['dist/main.js', 'zod', 'undecided', 2, null, null, /The config ignores dist\/main\.js/],
  ['src/notes.md', 'zod', 'undecided', 2, null, null, /is not a source file/],
  ['../x.ts', 'zod', 'undecided', 2, null, null, /outside the project/],
]

describe('why', () => {
  for (const [file, target, answer, code, rule, kind, says] of cases)
    test(`says that ${target} in ${file} is ${answer.replace('_', ' ')}`, async (t) => {
      const folder = await shop(t, FILES)
      const json = await checkHere(folder, 'why', file, target, '--json')
      const [said] = jsonLines(json.stdout)
      assert.deepEqual([json.code, said?.['answer'], said?.['rule']], [code, answer, rule], json.stdout + json.stderr)
      assert.equal(said?.['leads'] === null ? null : Reflect.get(Object(said?.['leads']), 'kind'), kind)
      const text = await checkHere(folder, 'why', file, target)
      assert.equal(text.code, code)
      assert.match(text.stdout, says)
    })

  test('says what the baseline allows', async (t) => {
    const folder = await shop(t, FILES)
    await checkHere(folder, 'baseline', '--reason', 'from before')
    const { code, stdout } = await checkHere(folder, 'why', 'src/domain/old.ts', 'pg')
    assert.deepEqual([code, /The baseline allows it\./.test(stdout)], [0, true], stdout)
    assert.equal((await checkHere(folder, 'why', 'src/domain/money.ts', 'pg')).code, 1)
  })

  test('does not mention purity if the domain imports the domain', async (t) => {
    const folder = await shop(t, {})
    const own = await checkHere(folder, 'why', 'src/domain/order.ts', './money.ts')
    assert.doesNotMatch(own.stdout, / pure /)
    const other = await checkHere(folder, 'why', 'src/domain/order.ts', '../service/round.ts')
    assert.match(other.stdout, / pure {5}not listed in the config/)
  })

  test('suggests the specifier if a path of the project was named', async (t) => {
    const folder = await shop(t, {})
    const { code, stdout } = await checkHere(folder, 'why', 'src/main.ts', 'src/service/round.ts')
    assert.equal(code, 1)
    assert.match(stdout, /To import that file, write '\.\/service\/round\.ts'\./)
  })
})
