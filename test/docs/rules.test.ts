import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { command, rulePages } from '../../scripts/rule-page.ts'

const folder = new URL('../../docs/rules/', import.meta.url)

describe('The pages of the rules', () => {
  const pages = rulePages()

  for (const [name, text] of pages)
    test(`${name} is what the rule and its fixtures say`, () => {
      const place = new URL(name, folder)
      const written = existsSync(place) ? readFileSync(place, 'utf8') : ''
      assert.ok(written === text, `docs/rules/${name} is out of date: run \`${command}\`.`)
    })

  test('are one for each rule, and the table', () => {
    assert.deepEqual(readdirSync(folder).toSorted(), [...pages.keys()].toSorted())
  })
})
