import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { rules } from '../../../src/domain/rules/rules.ts'
import { checkHere } from './tenon-check.ts'
import { config, LAYERS, shop } from './shop.ts'

describe('check --prove', () => {
  test('plants a violation for every rule in every layer, and each is reported', async (t) => {
    const folder = await shop(t, {})
    const before = await readdir(folder, { recursive: true })
    const { code, stdout, stderr } = await checkHere(folder, '--prove')
    assert.equal(code, 0, stdout)
    for (const { id } of rules) assert.match(stdout, new RegExp(`^${id} +planted (\\d+), reported \\1$`, 'm'))
    assert.match(stderr, /^\d+ planted, each reported in its place\. Nothing was written\.\n$/)
    assert.deepEqual(await readdir(folder, { recursive: true }), before)
  })

  test('plants a violation for every pattern of a layer, beside existing files', async (t) => {
    const domain = ['src/domain/**', 'packages/*/domain/**']
    const folder = await shop(t, {
      'packages/tax/domain/rate.ts': 'export type Rate = 7 | 19\n',
      'tenon.config.ts': config({ layers: { ...LAYERS, domain } }),
    })
    const { code, stdout } = await checkHere(folder, '--prove')
    assert.equal(code, 0, stdout)
    assert.match(stdout, /^domain-imports +planted 2, reported 2$/m)
  })

  test('fails if the config disarms a rule by listing the planted import as pure', async (t) => {
    const folder = await shop(t, { 'tenon.config.ts': config({ pure: ['zod', 'node:fs', 'fs'] }) })
    const { code, stdout, stderr } = await checkHere(folder, '--prove')
    assert.equal(code, 2)
    assert.match(
      stdout,
      /^domain-imports +planted 1, reported 0\n {2}not reported: src\/domain\/planted-import\.ts, planted into domain by src\/domain\/\*\*$/m,
    )
    assert.match(stderr, /this check cannot be trusted/)
  })

  test('fails if nothing can be planted, because another layer takes every file or it is ignored', async (t) => {
    const folder = await shop(t, {
      'tenon.config.ts': config({ layers: { ...LAYERS, test: ['test/**', 'src/domain/**/*.ts'] } }),
    })
    const { code, stdout } = await checkHere(folder, '--prove')
    assert.equal(code, 2)
    assert.match(
      stdout,
      /^ {2}not planted in domain, src\/domain\/\*\*: it puts no file named like planted-import\.ts into/m,
    )
  })

  test('accepts no paths, and neither does --hook', async (t) => {
    const folder = await shop(t, {})
    for (const option of ['--prove', '--hook']) {
      const { code, stderr } = await checkHere(folder, option, 'src')
      assert.deepEqual([code, stderr.endsWith('so do not name paths.\n')], [2, true], stderr)
    }
  })

  test('refuses a format other than text', async (t) => {
    const { code, stdout, stderr } = await checkHere(await shop(t, {}), '--prove', '--format', 'json')
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /--prove prints text only, so leave out --format json\./)
  })

  test('fails if there is no place to plant into', async (t) => {
    const folder = await shop(t, { 'tenon.config.ts': config({ layers: { ...LAYERS, domain: [], service: [] } }) })
    const { code, stderr } = await checkHere(folder, '--prove')
    assert.equal(code, 2)
    assert.match(stderr, /Nothing could be planted/)
  })
})
