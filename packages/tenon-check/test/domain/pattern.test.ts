import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixturesOf } from './fixture.ts'
import { found } from './found.ts'
import { patternTable, rulesOf } from './pattern-table.ts'

describe('The pattern as a whole', () => {
  const fixtures = fixturesOf('pattern')

  for (const fixture of fixtures)
    test(`${fixture.verdict === 'kept' ? 'keeps' : 'is broken by'} ${fixture.name.replaceAll('-', ' ')}`, () => {
      assert.equal(fixture.expected.length > 0, fixture.verdict === 'broken')
      assert.deepEqual(found(fixture), fixture.expected)
    })

  for (const cell of patternTable.flatMap(({ required, forbidden }) => [required, forbidden]))
    test(`has its own rule, with fixtures that break it, for the cell ${cell}`, () => {
      const [rule] = rulesOf(cell)
      assert.ok(rule !== undefined, 'no rule decides this cell')
      assert.ok(
        fixtures.some(({ expected }) => expected.some((each) => each.startsWith(`${rule.id} `))),
        `no fixture of the pattern breaks ${rule.id}`,
      )
    })

  test('has ten cells, and no rule decides two of them', () => {
    const cells = patternTable.flatMap(({ required, forbidden }) => [required, forbidden])
    const deciding = cells.flatMap((cell) => rulesOf(cell).map(({ id }) => id))
    assert.equal(cells.length, 10)
    assert.equal(new Set(deciding).size, deciding.length)
  })
})
