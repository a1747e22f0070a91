import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  applyBaseline,
  type Baseline,
  type BaselineEntry,
  firstBaseline,
  parseBaseline,
  shrunk,
} from '../../../src/domain/judgement/baseline.ts'
import type { Finding } from '../../../src/domain/judgement/finding.ts'

const RULES = ['domain-imports', 'frozen']

const finding = (path: string, subject: string, line: number): Finding => ({
  rule: 'domain-imports',
  path,
  line,
  column: 1,
  endLine: line,
  endColumn: 2,
  start: line,
  end: line + 1,
  within: 'Order',
  subject,
  what: '',
  fix: '',
  places: [],
})

const entry = (over: Partial<BaselineEntry>): BaselineEntry => ({
  rule: 'domain-imports',
  path: 'a.ts',
  within: 'Order',
  subject: 'pg',
  count: 1,
  reason: 'from before',
  since: '2026-01-31',
  ...over,
})

const baseline = (...entries: readonly BaselineEntry[]): Baseline => ({ version: 1, entries })
const everywhere = (): boolean => true

describe('A baseline', () => {
  test('is read as it was written', () => {
    const written = firstBaseline([finding('a.ts', 'pg', 1), finding('a.ts', 'pg', 9)], 'from before', '2026-01-31')
    assert.deepEqual(written, baseline(entry({ count: 2 })))
    assert.deepEqual(parseBaseline(JSON.parse(JSON.stringify(written)), RULES), {
      kind: 'baseline',
      baseline: written,
    })
  })

  const wrong: readonly (readonly [name: string, value: unknown, says: RegExp])[] = [
    ['that is a list', [], /^The baseline must be an object\.$/],
    ['of another version', { version: 2, entries: [] }, /^version must be 1\.$/],
    [
      'with an unknown key',
      { version: 1, entries: [], note: '' },
      /^note is an unknown key; expected one of version, entries\.$/,
    ],
    ['without its entries', { version: 1 }, /^entries is missing\.$/],
    [
      'with an entry without a reason',
      baseline(entry({ reason: ' ' })),
      /^entries\.0\.reason must be a string that is not empty\.$/,
    ],
    [
      'with an entry that counts nothing',
      baseline(entry({ count: 0 })),
      /^entries\.0\.count must be a whole number of at least 1\.$/,
    ],
    ['with an entry that counts a part', baseline(entry({ count: 1.5 })), /^entries\.0\.count must be a whole number/],
    [
      'with a day that does not exist',
      baseline(entry({ since: '2026-02-30' })),
      /^entries\.0\.since must be a date, such as 2026-01-31\.$/,
    ],
    ['with a day in another form', baseline(entry({ since: '31.01.2026' })), /^entries\.0\.since must be a date/],
    [
      'with a health id in place of a rule',
      baseline(entry({ rule: 'empty-layer' })),
      /^entries\.0\.rule names "empty-layer", which is not a rule\.$/,
    ],
    [
      'with an entry twice',
      baseline(entry({}), entry({ count: 2 })),
      /^entries\.1 repeats an entry: domain-imports a\.ts pg\.$/,
    ],
  ]
  for (const [name, value, says] of wrong)
    test(`${name} is refused`, () => {
      const read = parseBaseline(value, RULES)
      assert.equal(read.kind, 'wrong')
      assert.match(read.kind === 'wrong' ? read.says.join('\n') : '', says)
    })

  test('covers as many findings as it counts, even after lines have moved, and leaves the rest', () => {
    const [first, second, other] = [finding('a.ts', 'pg', 30), finding('a.ts', 'pg', 40), finding('b.ts', 'pg', 1)]
    const applied = applyBaseline([first, second, other], baseline(entry({})), everywhere)
    assert.deepEqual(applied, { findings: [second, other], baselined: [first], stale: [] })
  })

  test('reports entries with too few findings, but only for files that were checked', () => {
    const entries = baseline(entry({ count: 3 }), entry({ path: 'b.ts' }))
    const found = [finding('a.ts', 'pg', 1)]
    const stale = applyBaseline(found, entries, everywhere).stale.map((each) => [each.index, each.found])
    assert.deepEqual(stale, [
      [0, 1],
      [1, 0],
    ])
    assert.equal(applyBaseline(found, entries, ({ path }) => path === 'a.ts').stale.length, 1)
  })

  test('shrinks to what is found, and never grows', () => {
    const entries = baseline(entry({ count: 3 }), entry({ path: 'b.ts' }))
    const applied = applyBaseline([finding('a.ts', 'pg', 1), finding('c.ts', 'pg', 1)], entries, everywhere)
    assert.deepEqual(shrunk(entries, applied), baseline(entry({ count: 1 })))
  })
})
