import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { withEdits } from '../../../src/domain/judgement/edits.ts'
import type { Finding } from '../../../src/domain/judgement/finding.ts'
import { editsOf, grouped, groupedByFile } from '../../../src/domain/judgement/grouping.ts'
import { findingsIn } from '../found.ts'

type Files = { readonly [path: string]: string }

const fixture = (files: Files) =>
  ({
    name: '',
    rule: 'frozen',
    verdict: 'broken',
    parts: Object.entries(files).map(([path, text]) => ({ path, text })),
    expected: [],
  }) as const

/** What a check reports about a project with these files, without findings about the check itself. */
const reportedIn = (files: Files): readonly Finding[] =>
  grouped(findingsIn(fixture(files))).filter(({ rule }) => rule !== 'unlayered-file')

const ORDER = 'src/domain/order/order.ts'

/** The place and message of each finding in one domain file. */
const linesOf = (text: string): readonly string[] =>
  reportedIn({ [ORDER]: text }).map(({ rule, line, column, what }) => `${line}:${column} ${rule}: ${what}`)

const interfaceOf = (count: number): string =>
  `export interface OrderProps {\n${Array.from({ length: count }, (_, i) => `  field${i}: string\n`).join('')}}\n`

describe('A declaration is reported once', () => {
  test('an interface with 12 mutable fields is one finding, at its name', () => {
    assert.deepEqual(linesOf(interfaceOf(12)), [
      '1:18 frozen: 12 fields of OrderProps are mutable: field0, field1, field2, and 9 more.',
    ])
    const [{ places } = assert.fail()] = reportedIn({ [ORDER]: interfaceOf(12) })
    assert.deepEqual(
      places.map(({ line, subject }) => `${line} ${subject}`),
      Array.from({ length: 12 }, (_, i) => `${i + 2} field${i}`),
    )
  })

  test('a message lists up to four fields, and never ends with "1 more"', () => {
    assert.match(linesOf(interfaceOf(4)).join(''), /: field0, field1, field2 and field3\.$/)
    assert.match(linesOf(interfaceOf(5)).join(''), /: field0, field1, field2, and 2 more\.$/)
  })

  test('a field and the list in it, on one line, are one finding on that line', () => {
    assert.deepEqual(linesOf('export interface Order {\n  readonly id: string\n  lines: string[]\n}\n'), [
      '3:3 frozen: lines of Order is mutable.',
    ])
  })

  test('a single field keeps the message of the rule', () => {
    assert.deepEqual(linesOf('export interface Order {\n  readonly id: string\n  total: number\n}\n'), [
      '3:3 frozen: total of Order is mutable.',
    ])
  })

  test('a class with mutable fields and methods that change them is one finding', () => {
    const text = `export class Cart {
  paid: boolean
  readonly lines: string[]
  constructor() {
    this.paid = false
    this.lines = []
  }
  add(line: string): void {
    this.lines.push(line)
    this.paid = false
  }
}
`
    assert.deepEqual(linesOf(text), [
      '1:14 frozen: 2 fields of Cart are mutable: paid and lines. Methods change lines and paid.',
    ])
  })

  test('a nested type belongs to the outermost declaration, and a declaration in a namespace to itself', () => {
    const nested = 'export interface Order {\n  readonly to: {\n    city: string\n    street: string\n  }\n}\n'
    assert.deepEqual(linesOf(nested), ['1:18 frozen: 2 fields of Order are mutable: to.city and to.street.'])
    const spaced = `export namespace Orders {
  export interface Row {
    id: string
    note: string
  }
  export interface Page {
    rows: number
    next: number
  }
}
`
    assert.deepEqual(
      linesOf(spaced).map((each) => each.split(':', 2).join(':')),
      ['2:20 frozen', '6:20 frozen'],
    )
  })

  test('two declarations with the same name are two findings', () => {
    const two = 'export interface Order {\n  id: string\n  at: number\n}\nexport class Order {\n  no = 1\n  of = 2\n}\n'
    const frozen = linesOf(two).filter((each) => each.includes('frozen'))
    assert.equal(frozen.length, 2)
  })

  test('a function that changes several constants of its module is one finding', () => {
    const text = `const counts = { paid: 0 }
const names = new Set<string>()
export const pay = (name: string): void => {
  counts.paid += 1
  names.add(name)
  names.delete('')
}
`
    assert.deepEqual(linesOf(text), [
      '3:14 frozen: pay changes counts and names, but the domain keeps no state between calls.',
    ])
  })

  test('an interface, a class, a function and a schema with several defaults are one finding each', () => {
    const text = `import * as z from 'zod'
export interface Address {
  readonly floor?: number
  readonly door?: string
}
export class Entity {
  readonly id: string
  constructor(id: string) {
    this.id = id
  }
  equals(other?: Entity): boolean {
    return other?.id === this.id
  }
  isOf(ids?: readonly string[]): boolean {
    return ids?.includes(this.id) ?? false
  }
}
export const ship = (
  to: string,
  days = 3,
  note?: string,
): string => \`\${to} \${days} \${note}\`
export const Parcel = z.object({
  note: z.string().optional(),
  days: z.number().default(3),
}).readonly()
`
    assert.deepEqual(linesOf(text), [
      '2:18 explicit-fields: 2 fields of Address can be omitted: floor and door.',
      '6:14 explicit-fields: 2 parameters of Entity can be omitted in a call: other and ids.',
      '18:14 explicit-fields: 2 values of ship need not be stated: days and note.',
      '23:14 explicit-fields: 2 values of Parcel need not be stated: note.optional and days.default.',
    ])
  })

  test('optional parameters with the same name in several methods are one finding', () => {
    const text = `export class Order {
  static of(id?: string): string {
    return id ?? 'none'
  }
  is(id?: string): boolean {
    return id === 'none'
  }
}
`
    assert.deepEqual(linesOf(text), ['1:14 explicit-fields: id of Order can be omitted in a call, in 2 places.'])
  })

  test('its identity does not depend on how many of its fields are found', () => {
    const identities = [1, 2, 12].map((count) => {
      const [{ rule, path, within, subject } = assert.fail()] = reportedIn({ [ORDER]: interfaceOf(count) })
      return { rule, path, within, subject }
    })
    for (const each of identities)
      assert.deepEqual(each, { rule: 'frozen', path: ORDER, within: 'OrderProps', subject: 'OrderProps' })
  })

  test('its edits fix all its fields at once, and do not overlap', () => {
    const text = 'export interface Order {\n  id: string\n  lines: string[][]\n  by: Record<string, Set<string>>\n}\n'
    const [finding = assert.fail()] = reportedIn({ [ORDER]: text })
    const edits = editsOf(finding)
    for (const [i, { start }] of edits.entries()) assert.ok(start >= (edits[i - 1]?.end ?? 0))
    assert.equal(
      withEdits(text, edits),
      `export interface Order {
  readonly id: string
  readonly lines: readonly (readonly string[])[]
  readonly by: Readonly<Record<string, ReadonlySet<string>>>
}
`,
    )
  })
})

const importing = (specifier: string): string => `import { ok } from '${specifier}'\n\nexport const fine = ok\n`

const RESULT = 'src/shared/result.ts'
const KERNEL: Files = { [RESULT]: 'export const ok = true\n', 'src/shared/guard.ts': 'export const ok = true\n' }

const importers = (paths: readonly string[], specifier = '../../shared/result.ts'): Files =>
  Object.fromEntries(paths.map((path) => [`src/domain/${path}`, importing(specifier)]))

describe('A file that several domain files import is reported once', () => {
  test('if it is in no layer: at its first importer, with the number of importers and the first few', () => {
    const paths = ['b/b.ts', 'a/a.ts', 'c/c.ts', 'd/d.ts', 'e/e.ts']
    const [finding, ...others] = reportedIn({ ...KERNEL, ...importers(paths) })
    assert.deepEqual(others, [])
    assert.deepEqual([finding?.rule, finding?.path, finding?.line], ['domain-imports', 'src/domain/a/a.ts', 1])
    assert.equal(
      finding?.what,
      `5 imports in 5 files of the domain lead to ${RESULT}, which is in no layer, so no rule checks it: src/domain/a/a.ts:1, src/domain/b/b.ts:1, src/domain/c/c.ts:1, and 2 more.`,
    )
    assert.equal(
      finding?.fix,
      "Move it into the domain, or add it to the domain's patterns in the config, so that it is checked too.",
    )
    assert.equal(finding?.places.length, 5)
  })

  test('if it is in the api: one finding for each such file', () => {
    const reported = reportedIn({
      ...importers(['a/a.ts', 'b/b.ts'], '../../api/ok.ts'),
      ...importers(['c/c.ts', 'd/d.ts'], '../../api/fine.ts'),
      'src/api/ok.ts': 'export const ok = true\n',
      'src/api/fine.ts': 'export const ok = true\n',
    })
    assert.deepEqual(
      reported.map(({ path, what }) => [path, what.split(': ')[0]]),
      [
        ['src/domain/a/a.ts', '2 imports in 2 files of the domain lead to src/api/ok.ts, a file of the api'],
        ['src/domain/c/c.ts', '2 imports in 2 files of the domain lead to src/api/fine.ts, a file of the api'],
      ],
    )
  })

  test('whatever the specifier, and only once if a file imports it twice', () => {
    const twice = `import { ok } from '../../shared/result.ts'\nexport * from '@/shared/result.ts'\nexport const fine = ok\n`
    const reported = reportedIn({ ...KERNEL, 'src/domain/a/a.ts': twice })
    assert.deepEqual(
      reported.map(({ line, what }) => [line, what.startsWith('The domain imports ok from src/shared/result.ts')]),
      [[1, true]],
    )
  })

  test('but a service file or a package is reported at each import', () => {
    const reported = reportedIn({
      ...importers(['a/a.ts', 'b/b.ts'], '../../service/ok.ts'),
      ...importers(['c/c.ts', 'd/d.ts'], 'pg'),
      'src/service/ok.ts': 'export const ok = true\n',
    })
    const leaks = reported.filter(({ rule }) => rule === 'domain-imports')
    assert.deepEqual(
      leaks.map(({ path }) => path),
      ['a', 'b', 'c', 'd'].map((each) => `src/domain/${each}/${each}.ts`),
    )
  })

  test('and once for each importing file if findings are grouped by file', () => {
    const found = findingsIn(fixture({ ...KERNEL, ...importers(['a/a.ts', 'b/b.ts']) }))
    const reported = groupedByFile(found).filter(({ rule }) => rule === 'domain-imports')
    assert.deepEqual(
      reported.map(({ path, places }) => [path, places.length]),
      [
        ['src/domain/a/a.ts', 1],
        ['src/domain/b/b.ts', 1],
      ],
    )
  })
})
