import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { checkHere } from '../tenon-check.ts'
import { E, newcomer, said, written } from './newcomer.ts'
import type { Files } from '../shop.ts'

const ROOT = join(import.meta.dirname, '../../../../../..')

interface Shape {
  readonly name: string
  readonly files: Files
  readonly layers: { readonly [layer: string]: readonly string[] }
  readonly ignored: readonly string[]
}

const shapes: readonly Shape[] = [
  {
    name: 'flat sources',
    files: {
      'tsconfig.json': '{ "compilerOptions": { "outDir": "./dist" } }',
      '.gitignore': 'node_modules\n/generated/\n',
      'src/domain/order.ts': "import * as z from 'zod'\n\nexport const Sku = z.string()\n",
      'src/domain/order.test.ts': "import './order.ts'\n",
      'src/service/orders.ts': E,
      'src/http/routes.ts': E,
      'src/index.ts': E,
      'generated/schema.ts': E,
      'vite.config.ts': E,
    },
    layers: {
      domain: ['src/domain/**'],
      service: ['src/service/**'],
      api: ['src/**'],
      test: ['**/*.test.*'],
    },
    ignored: ['generated/**', 'dist/**', '*.config.*'],
  },
  {
    name: 'modules with a domain each',
    files: {
      'src/modules/orders/domain/order.ts': E,
      'src/modules/orders/infrastructure/db.ts': E,
      'src/modules/orders/orders.controller.ts': E,
      'src/modules/billing/domain/bill.ts': E,
      'src/modules/billing/__tests__/bill.ts': E,
      'src/modules/billing/http/bills.ts': E,
      'src/main.ts': E,
      'scripts/seed.mjs': E,
    },
    layers: {
      domain: ['src/modules/*/domain/**'],
      service: ['src/modules/*/infrastructure/**'],
      api: ['src/**', 'scripts/**'],
      test: ['**/__tests__/**'],
    },
    ignored: [],
  },
  {
    name: 'packages',
    files: {
      'packages/shop/src/domain/order.ts': E,
      'packages/shop/src/index.ts': E,
      'packages/shop/dist/index.js': E,
      'packages/db/src/service/orders.ts': E,
      'packages/web/src/App.tsx': E,
      'packages/web/test/App.test.tsx': E,
      'packages/web/vite.config.ts': E,
    },
    layers: {
      domain: ['packages/*/src/domain/**'],
      service: ['packages/db/**'],
      api: ['packages/**'],
      test: ['**/*.test.*'],
    },
    ignored: ['packages/*/dist/**', 'packages/*/*.config.*'],
  },
  {
    name: 'packages that are a layer each',
    files: {
      '.gitignore': '/\n[\n+(a\n*.js\n',
      'packages/domain/src/order.ts': E,
      'packages/domain/src/order.js': E,
      'packages/domain/vitest.config.ts': E,
      'packages/infrastructure/src/pg.ts': E,
      'packages/test/src/orders.ts': E,
      'apps/gateway/src/main.ts': E,
      'env.d.ts': E,
    },
    layers: {
      domain: ['packages/domain/src/**'],
      service: ['packages/infrastructure/**'],
      api: ['apps/**'],
      test: ['packages/test/**'],
    },
    ignored: ['**/*.js', '*.d.ts', 'packages/*/*.config.*'],
  },
  {
    name: 'services that are projects of their own',
    files: {
      'services/orders/domain/order.ts': E,
      'services/orders/adapters/pg.ts': E,
      'services/orders/server.ts': E,
      'test/orders.ts': E,
    },
    layers: {
      domain: ['services/orders/domain/**'],
      service: ['services/orders/adapters/**'],
      api: ['services/**'],
      test: ['test/**'],
    },
    ignored: [],
  },
]

describe('init', () => {
  for (const { name, files, layers, ignored } of shapes)
    test(`puts every file of ${name} where it belongs, so that the check can be trusted`, async (t) => {
      const folder = await newcomer(t, files)
      const config = await written(folder)
      assert.deepEqual([config.layers, config.ignored, config['created']], [layers, ignored, true])
      const { code, stderr } = await checkHere(folder)
      assert.doesNotMatch(stderr, /trusted|unlayered|empty-layer/)
      assert.ok(code === 0 || code === 1, stderr)
    })

  test('lists as pure the imports of the domain that are known to be pure, and reports the rest', async (t) => {
    const folder = await newcomer(t, {
      'package.json':
        '{ "type": "module", "dependencies": { "zod": "4", "date-fns": "4", "pg": "8", "valibot": "1" } }',
      'src/domain/order.ts':
        "import 'zod'\nimport 'date-fns/addDays'\nimport 'pg'\nimport 'node:fs'\nimport './sku.ts'\n",
      'src/domain/sku.ts': E,
    })
    const config = await written(folder)
    assert.deepEqual(
      [config.pure, config['impure']],
      [
        ['date-fns/*', 'zod'],
        ['node:fs', 'pg'],
      ],
    )
    await rm(join(folder, 'tenon.config.ts'))
    const { stdout } = await checkHere(folder, 'init')
    assert.match(stdout, /zod \(validates data\)/)
    assert.match(stdout, /The domain also imports node:fs, pg\. The check reports that/)
    assert.match(stdout, /Next:\n {2}npx tenon-check\n/)
  })

  test('writes no config below one that already covers the folder, unless it is named', async (t) => {
    const folder = await newcomer(t, { 'src/domain/a.ts': E, 'src/service/b.ts': E })
    await written(folder)
    const below = join(folder, 'src')
    const { code, stdout, stderr } = await checkHere(below, 'init')
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /^tenon-check: \.\.[\\/]tenon\.config\.ts already covers this folder\./)
    const named = await checkHere(below, 'init', '--config', 'tenon.config.ts')
    assert.equal(named.code, 0, named.stderr)
  })

  test('says plainly that there is no domain, and then the check does not pass', async (t) => {
    const folder = await newcomer(t, { 'src/core/order.ts': E, 'src/index.ts': E })
    const { code, stdout } = await checkHere(folder, 'init')
    assert.equal(code, 0)
    assert.match(stdout, /There is no folder named domain, .*"tenon-check" exits with 2 until there is one\./)
    assert.match(stdout, /It may be src\/core\. If so, write in tenon\.config\.ts: domain: \['src\/core\/\*\*'\]/)
    const check = await checkHere(folder)
    assert.equal(check.code, 2)
    assert.match(check.stdout, /The domain has no source files/)
  })

  test('names folders that may be the domain, in any letter case, and says how many more there are', async (t) => {
    const names = ['Core', 'Model', 'Entities', 'Business', 'logic', 'domain-core', 'Models']
    const folder = await newcomer(t, Object.fromEntries(names.map((name) => [`src/${name}/a.ts`, E])))
    assert.match(
      await said(folder),
      /It may be src\/Business, src\/Core, src\/Entities, src\/Model, src\/Models, src\/domain-core and 1 more\./,
    )
  })

  test('says what the first check finds, and how much of it --fix can fix', async (t) => {
    const folder = await newcomer(t, {
      'src/domain/order.ts': "import 'node:fs'\n\nexport interface Order {\n  id: string\n  total: number\n}\n",
    })
    const text = await said(folder)
    const { stderr } = await checkHere(folder)
    assert.match(stderr, /1 of 2 findings can be fixed by "tenon-check --fix"/)
    assert.ok(text.includes(`\nFirst check: ${stderr}`), text)
    assert.match(text, /npx tenon-check baseline/)
    const clean = await newcomer(t, { 'src/domain/order.ts': E })
    assert.doesNotMatch(await said(clean), /baseline/)
  })

  test('asks for a folder if nothing looks like a domain', async (t) => {
    const folder = await newcomer(t, { 'src/count.ts': E, 'src/main.ts': E })
    const { stdout } = await checkHere(folder, 'init')
    assert.match(stdout, /imports no technology\.\nCreate a folder src\/domain, /)
  })

  test('matches folders whose names have characters that are special in a pattern', async (t) => {
    const folder = await newcomer(t, { 'src/domain/a.ts': E, 'src/(shop)/[id]/page.tsx': E, '[x].ts': E })
    await written(folder)
    const { code, stderr } = await checkHere(folder)
    assert.equal(code, 0, stderr)
  })

  test('writes JavaScript if there is no TypeScript', async (t) => {
    const folder = await newcomer(t, { 'domain/order.js': E, 'index.js': E })
    const config = await written(folder)
    assert.equal(config['config'], join(folder, 'tenon.config.js'))
    assert.doesNotMatch(await readFile(join(folder, 'tenon.config.js'), 'utf8'), /\bas const\b|satisfies|@type/)
  })

  test('adds check to an existing config, and changes nothing else in it', async (t) => {
    const before = '// our stores\nexport const stores = { events: open() }\n'
    const folder = await newcomer(t, { 'src/domain/a.ts': E, 'tenon.config.mjs': before })
    const config = await written(folder)
    assert.deepEqual([config['config'], config['created']], [join(folder, 'tenon.config.mjs'), false])
    const after = await readFile(join(folder, 'tenon.config.mjs'), 'utf8')
    assert.ok(after.startsWith(`${before}\n/** The config of "tenon-check" for this project`), after)
  })

  const refused: readonly (readonly [name: string, files: Files, says: RegExp])[] = [
    ['a config that exports check', { 'tenon.config.ts': 'export const check = {}\n' }, /already exports check/],
    [
      'one that exports it by name',
      { 'tenon.config.ts': 'const check = 1\nexport { check }\n' },
      /already exports check/,
    ],
    ['one that cannot be parsed', { 'tenon.config.ts': 'export const (\n' }, /tenon\.config\.ts cannot be parsed/],
    ['a folder without sources', {}, /There is no source file in/],
    [
      'a config that is a folder',
      { 'tenon.config.mts/a.ts': E },
      /tenon\.config\.mts cannot be used as a config\. .*it is a folder/,
    ],
    [
      'a package.json that is no JSON',
      { 'src/domain/a.ts': E, 'package.json': '{' },
      /package\.json.* cannot be read as JSON/,
    ],
  ]
  for (const [name, files, says] of refused)
    test(`refuses ${name}, and writes nothing`, async (t) => {
      const folder = await newcomer(t, files)
      const { code, stdout, stderr } = await checkHere(folder, 'init')
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, says)
      const config = await readFile(join(folder, 'tenon.config.ts'), 'utf8').catch(() => undefined)
      assert.equal(config, files['tenon.config.ts'])
    })

  test('writes a config that compiles, with the type from the package if that is installed', async (t) => {
    for (const before of [null, 'export const stores = {}\n']) {
      const folder = await newcomer(t, {
        'src/domain/a.ts': E,
        'tenon.config.ts': before,
        'node_modules/tenon-check/package.json':
          '{ "name": "tenon-check", "exports": { ".": "./check.ts", "./package.json": "./package.json" } }',
        'node_modules/tenon-check/check.ts': `export type { CheckConfig } from '${join(ROOT, 'packages/tenon-check/src/domain/config/check-config.ts')}'\n`,
      })
      await written(folder)
      assert.match(await readFile(join(folder, 'tenon.config.ts'), 'utf8'), /\} as const satisfies .*CheckConfig\n$/)
      const flags = [
        '--noEmit',
        '--module',
        'nodenext',
        '--target',
        'es2024',
        '--strict',
        '--allowImportingTsExtensions',
      ]
      const words = [...flags, '--types', '', 'tenon.config.ts']
      const { stdout, status } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), words, {
        cwd: folder,
        encoding: 'utf8',
      })
      assert.equal(status, 0, stdout)
    }
  })
})
