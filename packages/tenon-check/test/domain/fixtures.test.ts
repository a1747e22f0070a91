import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rules } from '../../src/domain/rules/rules.ts'
import { fixturesOf } from './fixture.ts'
import { found } from './found.ts'

for (const { id } of rules) {
  describe(id, () => {
    const fixtures = fixturesOf(id)

    test('has at least six broken fixtures and six look-alikes', () => {
      const broken = fixtures.filter(({ verdict }) => verdict === 'broken').length
      assert.ok(broken >= 6, `${broken} broken`)
      assert.ok(fixtures.length - broken >= 6, `${fixtures.length - broken} kept`)
    })

    for (const fixture of fixtures) {
      test(`${fixture.verdict}: ${fixture.name.replaceAll('-', ' ')}`, () => {
        assert.equal(fixture.expected.length > 0, fixture.verdict === 'broken')
        assert.deepEqual(found(fixture), fixture.expected)
      })
    }
  })
}
