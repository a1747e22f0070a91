import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { checkProject } from '../../src/api/index.ts'
import { BROKEN, shop, write } from './cli/shop.ts'
import { checkHere } from './cli/tenon-check.ts'

const REASON = ['--reason', 'from before the check']

describe('checkProject', () => {
  test('finds nothing in a project that keeps every rule', async (t) => {
    const folder = await shop(t, {})
    assert.deepEqual(checkProject(join(folder, 'tenon.config.ts')), { findings: [], allowed: [], baselined: [] })
  })

  test('excepts what the baseline covers, as the command line does, and finds what is new', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    const config = join(folder, 'tenon.config.ts')
    assert.deepEqual(
      checkProject(config).findings.map(({ rule, path }) => `${path} ${rule}`),
      ['src/domain/prices.ts domain-imports'],
    )
    assert.equal((await checkHere(folder, 'baseline', ...REASON)).code, 0)
    const { findings, baselined } = checkProject(config)
    assert.deepEqual(findings, [])
    assert.deepEqual(
      baselined.map(({ path }) => path),
      ['src/domain/prices.ts'],
    )
    await write(folder, { 'src/domain/taxes.ts': BROKEN, 'src/domain/prices.ts': 'export {}\n' })
    assert.deepEqual(
      checkProject(config).findings.map(({ rule, path }) => `${path} ${rule}`),
      ['src/domain/taxes.ts domain-imports', 'tenon-baseline.json unused-exception'],
    )
  })

  test('finds that the baseline cannot be read, and then nothing else', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    await writeFile(join(folder, 'tenon-baseline.json'), '{ "version": 1,')
    const { findings } = checkProject(join(folder, 'tenon.config.ts'))
    assert.deepEqual(
      findings.map(({ rule, path, what }) => `${path} ${rule}: ${what}`),
      ['tenon-baseline.json parse-error: tenon-baseline.json is not JSON.'],
    )
  })

  test('finds the errors of a config, and throws if there is none', async (t) => {
    const folder = await shop(t, {})
    const config = join(folder, 'tenon.config.ts')
    await writeFile(config, (await readFile(config, 'utf8')).replace('"pure"', '"pur"'))
    assert.ok(checkProject(config).findings.some(({ rule }) => rule === 'unknown-config-key'))
    assert.throws(() => checkProject(join(folder, 'none.config.ts')), /none\.config\.ts does not exist/)
  })
})
