import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { rules } from '../../../../src/domain/rules/rules/rules.ts'
import { tenonHere } from '../tenon.ts'
import { config, LAYERS, shop } from './shop.ts'

describe('check --prove', () => {
  test('plants a violation for every rule in every layer, and each is reported', async (t) => {
    const folder = await shop(t, {})
    const before = await readdir(folder, { recursive: true })
    const { code, stdout, stderr } = await tenonHere(folder, 'check', '--prove')
    assert.equal(code, 0, stdout)
    for (const { id } of rules) assert.match(stdout, new RegExp(`^${id} +planted (\\d+), reported \\1$`, 'm'))
    assert.match(stderr, /^\d+ planted, each reported where it stands\. Nothing was written\.\n$/)
    assert.deepEqual(await readdir(folder, { recursive: true }), before)
  })

  test('plants by every pattern of a layer, where files stand already', async (t) => {
    const domain = ['src/domain/**', 'packages/*/domain/**']
    const folder = await shop(t, {
      'packages/tax/domain/rate.ts': 'export type Rate = 7 | 19\n',
      'tenon.config.ts': config({ layers: { ...LAYERS, domain } }),
    })
    const { code, stdout } = await tenonHere(folder, 'check', '--prove')
    assert.equal(code, 0, stdout)
    assert.match(stdout, /^domain-imports +planted 2, reported 2$/m)
  })

  test('fails where the config disarms a rule: what the plant imports is listed as pure', async (t) => {
    const folder = await shop(t, { 'tenon.config.ts': config({ pure: ['zod', 'node:fs', 'fs'] }) })
    const { code, stdout, stderr } = await tenonHere(folder, 'check', '--prove')
    assert.equal(code, 2)
    assert.match(
      stdout,
      /^domain-imports +planted 1, reported 0\n {2}not reported: src\/domain\/planted-import\.ts, planted into domain by src\/domain\/\*\*$/m,
    )
    assert.match(stderr, /this check cannot be trusted/)
  })

  test('fails where nothing can be planted: another layer takes it all, or it is ignored', async (t) => {
    const folder = await shop(t, {
      'tenon.config.ts': config({ layers: { ...LAYERS, test: ['test/**', 'src/domain/**/*.ts'] } }),
    })
    const { code, stdout } = await tenonHere(folder, 'check', '--prove')
    assert.equal(code, 2)
    assert.match(
      stdout,
      /^ {2}not planted in domain, src\/domain\/\*\*: it puts no file named like planted-import\.ts into/m,
    )
  })

  test('takes no paths, and neither does --hook', async (t) => {
    const folder = await shop(t, {})
    for (const option of ['--prove', '--hook']) {
      const { code, stderr } = await tenonHere(folder, 'check', option, 'src')
      assert.deepEqual([code, stderr.endsWith('so name no paths.\n')], [2, true], stderr)
    }
  })

  test('refuses a format, for it tells in text what it planted', async (t) => {
    const { code, stdout, stderr } = await tenonHere(await shop(t, {}), 'check', '--prove', '--format', 'json')
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /--prove tells in text what it planted, so leave out --format json\./)
  })

  test('fails where there is nothing to plant into', async (t) => {
    const folder = await shop(t, { 'tenon.config.ts': config({ layers: { ...LAYERS, domain: [], service: [] } }) })
    const { code, stderr } = await tenonHere(folder, 'check', '--prove')
    assert.equal(code, 2)
    assert.match(stderr, /Nothing could be planted/)
  })
})
