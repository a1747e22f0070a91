import assert from 'node:assert/strict'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { jsonLines, type Ran, checkHere } from './tenon-check.ts'
import { BROKEN, shop, write } from './shop.ts'

const REASON = ['--reason', 'from before the check']

const baseline = (folder: string, ...words: readonly string[]): Promise<Ran> => checkHere(folder, 'baseline', ...words)

const entriesIn = async (folder: string): Promise<readonly Record<string, unknown>[]> =>
  JSON.parse(await readFile(join(folder, 'tenon-baseline.json'), 'utf8')).entries

describe('A baseline', () => {
  test('covers the findings at the time it is written, and no later ones', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    assert.equal((await checkHere(folder)).code, 1)
    const made = await baseline(folder, ...REASON)
    assert.deepEqual([made.code, made.stderr], [0, ''])
    assert.match(made.stdout, /^tenon-baseline\.json: 1 entry\./)
    const [entry] = await entriesIn(folder)
    assert.deepEqual(Object.keys(entry ?? {}), ['rule', 'path', 'within', 'subject', 'count', 'reason', 'since'])
    assert.match(String(entry?.['since']), /^\d{4}-\d\d-\d\d$/)
    const after = await checkHere(folder)
    assert.deepEqual([after.code, after.stdout], [0, ''])
    await write(folder, { 'src/domain/taxes.ts': BROKEN })
    const more = await checkHere(folder)
    assert.equal(more.code, 1)
    assert.match(more.stdout, /taxes\.ts:1/)
    assert.doesNotMatch(more.stdout, /prices\.ts/)
  })

  test('needs a reason, and writes nothing without one', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    for (const words of [[], ['--reason', ' ']]) {
      const { code, stderr } = await baseline(folder, ...words)
      assert.equal(code, 2)
      assert.match(stderr, /^tenon-check: A baseline needs a reason: why is it right to accept 1 finding\?/)
    }
    await assert.rejects(entriesIn(folder))
  })

  test('is not written if no rule is broken', async (t) => {
    const folder = await shop(t, {})
    const { code, stdout } = await baseline(folder)
    assert.deepEqual([code, stdout], [0, 'No rule is broken, so there is nothing to write.\n'])
    await assert.rejects(entriesIn(folder))
  })

  test('is not written from a check that cannot be trusted', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN, 'src/other.ts': 'export {}\n' })
    const { code, stderr } = await baseline(folder, ...REASON)
    assert.equal(code, 2)
    assert.match(stderr, /cannot be trusted.*\n {2}src\/other\.ts:1 {2}unlayered-file/)
  })

  test('fails the check if it covers something that was fixed, until that entry is removed', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN + BROKEN.replaceAll('prices', 'taxes') })
    await baseline(folder, ...REASON)
    assert.equal((await entriesIn(folder))[0]?.['count'], 2)
    await write(folder, { 'src/domain/prices.ts': BROKEN })
    const stale = await checkHere(folder)
    assert.equal(stale.code, 1)
    assert.match(stale.stdout, /^tenon-baseline\.json:\d+:\d+ {2}unused-exception\n.* 2 times, but it is there once\./)
    const lowered = await baseline(folder)
    assert.deepEqual([lowered.code, lowered.stdout], [0, 'tenon-baseline.json: 0 removed, 1 lowered, 1 entry left.\n'])
    assert.equal((await checkHere(folder)).code, 0)
    await rm(join(folder, 'src/domain/prices.ts'))
    assert.match((await checkHere(folder)).stdout, /but it is no longer there\./)
    assert.match((await baseline(folder)).stdout, /1 removed, 0 lowered, no entry left, so you can delete the file\./)
    assert.deepEqual(await entriesIn(folder), [])
    assert.equal((await checkHere(folder)).code, 0)
  })

  test('never grows: new findings are listed, and stale entries are still removed', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    await baseline(folder, ...REASON)
    await rm(join(folder, 'src/domain/prices.ts'))
    await write(folder, { 'src/domain/taxes.ts': BROKEN })
    const { code, stdout } = await baseline(folder, ...REASON)
    assert.equal(code, 1)
    assert.match(
      stdout,
      /1 finding not in the baseline, which never grows:\n {2}src\/domain\/taxes\.ts:1:\d+ {2}domain-imports/,
    )
    assert.match(stdout, /\/\/ tenon-allow <rule>: <reason>\n$/)
    assert.deepEqual(await entriesIn(folder), [])
    const [said] = jsonLines((await baseline(folder, '--json')).stdout)
    assert.deepEqual([said?.['kind'], said?.['entries'], said?.['removed']], ['baseline', 0, 0])
    assert.match(JSON.stringify(said?.['new']), /^\[\{[^[]*"path":"src\/domain\/taxes\.ts"[^[]*"places":\[[^[]*\]\}\]$/)
  })

  test('reports no entries of files that were not checked', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    await baseline(folder, ...REASON)
    await rm(join(folder, 'src/domain/prices.ts'))
    assert.equal((await checkHere(folder, 'src/domain/money.ts')).code, 0)
  })

  const flawed: readonly (readonly [name: string, text: string, says: RegExp])[] = [
    ['is no JSON', '{ "version": 1,', /tenon-baseline\.json is not JSON/],
    ['is a program', 'process.exit(0)', /tenon-baseline\.json is not JSON/],
    ['has other keys', '{ "version": 1, "entries": [], "more": 1 }', /more is an unknown key/],
    [
      'has an entry without a reason',
      '{ "version": 1, "entries": [{ "rule": "frozen", "path": "a.ts", "within": "", "subject": "", "count": 1, "reason": "", "since": "2026-01-31" }] }',
      /entries\.0\.reason must be a string that is not empty/,
    ],
  ]
  for (const [name, text, says] of flawed)
    test(`that ${name} is refused with a sentence, by every command`, async (t) => {
      const folder = await shop(t, { 'tenon-baseline.json': text })
      for (const words of [[], ['baseline']]) {
        const { code, stdout, stderr } = await checkHere(folder, ...words)
        assert.deepEqual([code, stdout], [2, ''])
        assert.match(stderr, says)
      }
    })
})
