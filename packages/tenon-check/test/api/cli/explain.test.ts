import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { describe, test } from 'node:test'
import { health } from '../../../src/domain/health/health.ts'
import { rules } from '../../../src/domain/rules/rules.ts'
import { jsonLines, checkHere } from './tenon-check.ts'

const explain = (...words: readonly string[]): ReturnType<typeof checkHere> => checkHere(tmpdir(), 'explain', ...words)

describe('explain', () => {
  for (const { id, what, why, how, plants } of rules)
    test(`explains ${id}: what, why, how, an example that breaks it, and how to make an exception`, async () => {
      const { code, stdout, stderr } = await explain(id)
      assert.deepEqual([code, stderr], [0, ''])
      for (const said of [what, why, how]) assert.ok(stdout.includes(said), stdout)
      assert.ok(stdout.includes(`// tenon-allow ${id}: `))
      const [plant] = plants
      for (const line of plant?.text.split('\n') ?? []) assert.ok(stdout.includes(line), line)
    })

  for (const { id, what } of health)
    test(`says that no exception to ${id} is possible`, async () => {
      const { code, stdout } = await explain(id)
      assert.equal(code, 0)
      assert.ok(stdout.includes(what), stdout)
      assert.match(stdout, /exception {2}not possible/)
    })

  test('lists every rule when none is named', async () => {
    const { code, stdout } = await explain()
    assert.equal(code, 0)
    for (const { id } of [...rules, ...health]) assert.match(stdout, new RegExp(`^  ${id} `, 'm'))
  })

  test('prints the same as JSON, one object for each rule', async () => {
    const { stdout } = await explain('--json')
    assert.deepEqual(
      jsonLines(stdout).map(({ id }) => id),
      [...[...rules, ...health].map(({ id }) => id), undefined],
    )
    assert.deepEqual(jsonLines(stdout).at(-1), { kind: 'done', explained: rules.length + health.length })
    const [one] = jsonLines((await explain('frozen', '--json')).stdout)
    assert.deepEqual([one?.['id'], one?.['kind']], ['frozen', 'rule'])
  })

  test('suggests the most similar rule if there is no rule of that name', async () => {
    const { code, stdout, stderr } = await explain('domain-import')
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(
      stderr,
      /^tenon-check: There is no rule "domain-import"\. Did you mean domain-imports\?\nThe rules are: domain-imports, /,
    )
    assert.match((await explain('technology')).stderr, /Did you mean ambient-technology\?/)
    assert.doesNotMatch((await explain('xyz')).stderr, /Did you mean/)
  })
})
