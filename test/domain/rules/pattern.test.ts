import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixturesOf } from './fixture.ts'
import { found } from './found.ts'
import { patternTable, rulesOf } from './pattern-table.ts'

describe('The pattern, restated', () => {
  const fixtures = fixturesOf('pattern')

  for (const fixture of fixtures)
    test(`${fixture.verdict === 'kept' ? 'keeps' : 'is broken by'} ${fixture.name.replaceAll('-', ' ')}`, () => {
      assert.equal(fixture.expected.length > 0, fixture.verdict === 'broken')
      assert.deepEqual(found(fixture), fixture.expected)
    })

  for (const cell of patternTable.flatMap(({ required, forbidden }) => [required, forbidden]))
    test(`is kept by a rule of its own, and by what breaks it: ${cell}`, () => {
      const [rule] = rulesOf(cell)
      assert.ok(rule !== undefined, 'no rule decides this cell')
      assert.ok(
        fixtures.some(({ expected }) => expected.some((each) => each.startsWith(`${rule.id} `))),
        `no fixture of the pattern breaks ${rule.id}`,
      )
    })

  test('is ten cells, no two of them decided by one rule', () => {
    const cells = patternTable.flatMap(({ required, forbidden }) => [required, forbidden])
    const deciding = cells.flatMap((cell) => rulesOf(cell).map(({ id }) => id))
    assert.equal(cells.length, 10)
    assert.equal(new Set(deciding).size, deciding.length)
  })
})
