import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { checkHere } from '../tenon-check.ts'
import { E, newcomer, said, written } from './newcomer.ts'

const importing = (...specifiers: readonly string[]): string =>
  specifiers.map((specifier) => `import '${specifier}'\n`).join('')

const PACKAGE = JSON.stringify({
  type: 'module',
  dependencies: { zod: '4', 'fp-ts': '2', winston: '3', '@nestjs/event-emitter': '2' },
})

describe('files that the domain shares, in init', () => {
  test('proposes a shared kernel as domain if everything it reaches is free of technology', async (t) => {
    const folder = await newcomer(t, {
      'package.json': PACKAGE,
      'src/orders/domain/order.ts': importing('../../shared/core/result.ts'),
      'src/shared/core/result.ts': importing('./guard.ts', 'zod'),
      'src/shared/core/guard.ts': importing('./result.ts', '../../orders/domain/order.ts'),
      'src/shared/core/either.ts': importing('fp-ts/Either'),
      'src/shared/core/result.test.ts': importing('node:assert'),
      'src/shared/log.ts': importing('winston'),
      'src/main.ts': importing('./shared/log.ts'),
    })
    const config = await written(folder)
    assert.deepEqual(config.layers.domain, ['src/orders/domain/**', 'src/shared/core/**'])
    assert.deepEqual([config.pure, config['elsewhere'], config['blocks']], [['fp-ts/*', 'zod'], [], []])
    const { code, stdout } = await checkHere(folder)
    assert.equal(code, 0, stdout)
  })

  test('says in words that a shared kernel is domain', async (t) => {
    const folder = await newcomer(t, {
      'src/domain/order.ts': importing('../shared/result.ts'),
      'src/shared/result.ts': E,
      'src/main.ts': E,
    })
    assert.match(
      await said(folder),
      /^Also domain: src\/shared\/\*\*\. The domain imports it, and everything it reaches imports only the domain and pure packages\.$/m,
    )
  })

  test('names the import that keeps a shared kernel out of the domain, by its path', async (t) => {
    const folder = await newcomer(t, {
      'package.json': PACKAGE,
      'src/modules/user/domain/user.ts': importing('../../../libs/ddd/index.ts', '../../../libs/guard.ts'),
      'src/libs/ddd/index.ts': importing('./aggregate-root.ts', './entity.ts'),
      'src/libs/ddd/aggregate-root.ts': importing('@nestjs/event-emitter', './entity.ts'),
      'src/libs/ddd/entity.ts': E,
      'src/libs/guard.ts': E,
      'src/main.ts': E,
    })
    const config = await written(folder)
    assert.deepEqual(config.layers.domain, ['src/modules/*/domain/**', 'src/libs/guard.ts'])
    assert.deepEqual(config['blocks'], [
      {
        path: 'src/libs/ddd/aggregate-root.ts',
        says: 'imports @nestjs/event-emitter',
        keepsOut: ['src/libs/ddd/index.ts'],
      },
    ])
  })

  test('leaves out files that use a global of the host, that bind, or that cannot be read', async (t) => {
    const folder = await newcomer(t, {
      'src/domain/order.ts': importing(
        '../env.ts',
        '../infra/store.ts',
        '../broken.ts',
        '../loader.ts',
        '../by-store.ts',
        '../missing.ts',
      ),
      'src/env.ts': 'export const port = process.env.PORT\n',
      'src/infra/store.ts': E,
      'src/broken.ts': 'export const (\n',
      'src/loader.ts': 'export const load = (name: string) => import(name)\n',
      'src/by-store.ts': importing('./infra/store.ts'),
      'src/main.ts': E,
    })
    const config = await written(folder)
    assert.deepEqual(config.layers.domain, ['src/domain/**'])
    await rm(join(folder, 'tenon.config.ts'))
    const lines = (await said(folder)).split('\n').filter((line) => line.startsWith('  src/'))
    assert.deepEqual(lines.toSorted(), [
      '  src/broken.ts cannot be read',
      '  src/by-store.ts imports src/infra/store.ts',
      '  src/env.ts uses process.env.PORT',
      '  src/infra/store.ts is in the layer service',
      '  src/loader.ts computes the specifier of an import',
    ])
  })

  test('takes single files if others in their folder cannot be domain, and follows a chain to the one that cannot', async (t) => {
    const folder = await newcomer(t, {
      'src/domain/order.ts': importing('../core/id.ts', '../core/a.ts', '../core/clock.ts'),
      'src/core/id.ts': E,
      'src/core/a.ts': importing('./b.ts'),
      'src/core/b.ts': importing('./clock.ts'),
      'src/core/clock.ts': 'export const now = () => Date.now()\n',
      'src/main.ts': E,
    })
    const config = await written(folder)
    assert.deepEqual(config.layers.domain, ['src/domain/**', 'src/core/id.ts'])
    assert.deepEqual(config['blocks'], [
      { path: 'src/core/clock.ts', says: 'uses Date.now', keepsOut: ['src/core/a.ts', 'src/core/clock.ts'] },
    ])
  })

  test('does not add other files of a folder that would leak into the rest', async (t) => {
    const folder = await newcomer(t, {
      'src/domain/order.ts': importing('../core/id.ts'),
      'src/core/id.ts': E,
      'src/core/page.ts': importing('../pages/home.ts'),
      'src/pages/home.ts': E,
    })
    assert.deepEqual((await written(folder)).layers.domain, ['src/domain/**', 'src/core/id.ts'])
  })

  test('says how many more reasons there are', async (t) => {
    const names = [...'abcdefgh']
    const folder = await newcomer(t, {
      'src/domain/order.ts': importing(...names.map((name) => `../${name}.ts`)),
      ...Object.fromEntries(names.map((name) => [`src/${name}.ts`, importing('node:fs')])),
    })
    const text = await said(folder)
    assert.match(text, /also imports 8 files outside the domain/)
    assert.match(text, /^ {2}src\/f\.ts imports node:fs\n {2}and 2 more, which --json lists\.$/m)
  })
})
