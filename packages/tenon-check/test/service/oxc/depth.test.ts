import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sources } from '../../../../../test/house/source.ts'
import { mayNestDeep } from '../../../src/service/oxc/depth.ts'
import { type Nesting, nestings } from './nestings.ts'
import { parsedOnTwoMegabytes, type Text } from './parsed.ts'

const MOST = 20_000

/** Returns the deepest text of a kind that is parsed in this process. */
const deepestSure = ({ name, path, text }: Nesting): Text => {
  let [sure, doubtful] = [0, MOST]
  if (!mayNestDeep(path, text(MOST))) [sure, doubtful] = [MOST, MOST]
  while (doubtful - sure > 1) {
    const middle = (sure + doubtful) >> 1
    if (mayNestDeep(path, text(middle))) doubtful = middle
    else sure = middle
  }
  return { name, path, text: text(sure) }
}

describe('A text that is parsed in this process', () => {
  test('takes less than 2 MB of its stack, whatever is nested in it', async () => {
    const texts = nestings.map(deepestSure)
    for (const raw of [false, true]) assert.equal(await parsedOnTwoMegabytes(texts, raw), 'all')
  })

  test('is all that this repository has', () => {
    const doubtful = sources('src', 'test', 'bench', 'examples', 'scripts').filter(({ path, text }) =>
      mayNestDeep(path, text),
    )
    assert.deepEqual(
      doubtful.map(({ path }) => path),
      [],
    )
  })

  const long = {
    'many statements with semicolons': 'const a: Array<string> = f(1, [b ? c : d], (e) => e + 1);\n',
    'many statements without': 'const a: Array<string> = f(1, [b ? c : d], (e) => e + 1)\n',
    'calls without semicolons': 'assert.equal(a(b), c)\n',
    'many tests': "test('does it', async (t) => {\n  for (const a of b) if (a < 1) assert.ok(a / 2 > c[0] / 3)\n})\n",
    'functions with a condition':
      'export function a(b: number): string {\n  if (b > 1) return `${b}`\n  return "c"\n}\n\n',
    'types without semicolons': 'export type A = {\n  readonly b: Map<string, number>\n  readonly c?: D[]\n}\n',
    classes:
      'class A extends B {\n  readonly #c = new Map<string, D>()\n\n  get e(): F {\n    return this.#c\n  }\n}\n',
    'comments with brackets': '// don`t [[[ {{{ (((\n/* <<< */ export const a = "((("\n',
    'regular expressions': 'export const a = b.replace(/[(`"]/g, c).split(/{/)\n',
  }
  for (const [name, text] of Object.entries(long))
    test(`is a long file of ${name}`, () => {
      assert.equal(mayNestDeep('a.ts', text.repeat(20_000)), false)
    })

  test('is a list of many thousand members, and a chain of a thousand conditions', () => {
    assert.equal(mayNestDeep('a.ts', `export const a = [${'{ b: 1, c: [d] },\n'.repeat(50_000)}]`), false)
    assert.equal(mayNestDeep('a.ts', `export type A =${"\n  | 'b'".repeat(5_000)}`), false)
    assert.equal(mayNestDeep('a.ts', `export const a = ${'b === 1 ? 2 :\n'.repeat(500)}3`), false)
  })
})
