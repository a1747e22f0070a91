import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, test, type TestContext } from 'node:test'
import { type Ran, checkHere } from '../tenon-check.ts'
import { config, type Files, LAYERS, shop } from '../shop.ts'

const STORE = "export { connect } from 'nats'\n"

/** A domain file that imports another. */
const importing = (specifier: string): string =>
  `import * as it from '${specifier}'\n\nexport const store: unknown = it\n`

/** An ignored file that matches the domain, re-exports a technology, and is imported by the domain. */
const SILENT: Files = {
  'tenon.config.ts': config({ ignored: ['**/out/**'] }),
  'src/domain/ports/out/store.ts': STORE,
  'src/domain/order.ts': importing('./ports/out/store.ts'),
}

describe('An ignored file is in no layer', () => {
  test('an ignored file that matches the domain and re-exports nats cannot be imported by the domain', async (t) => {
    const { code, stdout } = await checkHere(await shop(t, SILENT))
    assert.equal(code, 2)
    assert.match(
      stdout,
      /^src\/domain\/order\.ts:1:\d+ {2}domain-imports\n {2}The domain imports src\/domain\/ports\/out\/store\.ts, which the config ignores, so no rule checks it\.$/m,
    )
    assert.match(stdout, / fix {2}Remove it from "ignored", so that it is checked too, or remove the import/)
  })

  test('"check why" says so', async (t) => {
    const folder = await shop(t, SILENT)
    const { code, stdout } = await checkHere(folder, 'why', 'src/domain/order.ts', './ports/out/store.ts')
    assert.equal(code, 1)
    assert.match(stdout, /^ {2}target {3}src\/domain\/ports\/out\/store\.ts, in no layer: it is ignored$/m)
    assert.match(stdout, /^ {2}because .* which the config ignores/m)
  })

  test('nor can one in a folder that begins with a dot, which no check looks into', async (t) => {
    const folder = await shop(t, {
      'src/domain/.ports/store.ts': STORE,
      'src/domain/order.ts': importing('./.ports/store.ts'),
    })
    const { code, stdout } = await checkHere(folder)
    assert.equal(code, 1)
    assert.match(stdout, /The domain imports src\/domain\/\.ports\/store\.ts, which no check includes/)
  })

  test('nor can the config of the check, if a pattern of the domain matches it', async (t) => {
    const folder = await shop(t, {
      'tenon.config.ts': config({ layers: { ...LAYERS, domain: ['src/domain/**', '*.ts'] } }),
      'currency.ts': 'export type Euro = number\n',
      'src/domain/order.ts': importing('../../tenon.config.ts'),
    })
    const { code, stdout } = await checkHere(folder)
    assert.equal(code, 1)
    assert.match(stdout, /The domain imports tenon\.config\.ts, which no check includes/)
  })

  test('but ignored data files keep their layer, because they import nothing', async (t) => {
    const folder = await shop(t, {
      'tenon.config.ts': config({ ignored: ['**/generated/**'] }),
      'src/domain/generated/rates.json': '{ "EUR": 1 }\n',
      'src/domain/order.ts':
        "import rates from './generated/rates.json' with { type: 'json' }\n\nexport const euro = (): number => rates.EUR\n",
    })
    const { code, stdout } = await checkHere(folder)
    assert.deepEqual([code, stdout], [0, ''])
  })
})

/** Checks a shop in which patterns are ignored, with some more files. */
const ignoring = async (t: TestContext, ignored: readonly string[], files: Files): Promise<Ran> =>
  checkHere(await shop(t, { 'tenon.config.ts': config({ ignored }), ...files }))

describe('Source files that "ignored" takes out of the domain or the service', () => {
  test('are reported at the pattern that does so: how many, the first ones, and what to do', async (t) => {
    const { code, stdout, stderr } = await ignoring(t, ['dist/**', '**/*.gen.ts'], {
      'src/domain/b.gen.ts': 'export {}\n',
      'src/domain/a.gen.ts': 'export {}\n',
      'src/service/api.gen.ts': 'export {}\n',
      'test/fake.gen.ts': 'export {}\n',
    })
    assert.equal(code, 2)
    assert.match(
      stdout,
      /^tenon\.config\.ts:\d+:5 {2}ignored-source\n {2}"\*\*\/\*\.gen\.ts" under "ignored" takes src\/domain\/a\.gen\.ts and 1 more out of the domain, so no rule checks them\.$/m,
    )
    assert.match(stdout, /takes src\/service\/api\.gen\.ts out of the service, so no rule checks it\.$/m)
    assert.doesNotMatch(stdout, /fake/)
    assert.match(stdout, / fix {2}Remove the pattern from "ignored"\. List tests under "test"/)
    assert.match(stderr, /This check cannot be trusted: 2 ignored-source\.$/m)
  })

  test('are reported in a folder that is ignored as a whole, and if they are declarations', async (t) => {
    const { code, stdout } = await ignoring(t, ['src/domain/old', '**/*.d.ts'], {
      'src/domain/old/deep/prices.ts': 'export {}\n',
      'src/domain/globals.d.ts': "declare type Connection = import('nats').NatsConnection\n",
    })
    assert.equal(code, 2)
    assert.match(stdout, /"src\/domain\/old" under "ignored" takes src\/domain\/old\/deep\/prices\.ts out of/)
    assert.match(stdout, /"\*\*\/\*\.d\.ts" under "ignored" takes src\/domain\/globals\.d\.ts out of/)
  })

  test('are not reported if the pattern of the layer leaves them out, as the fix says', async (t) => {
    const { code, stdout } = await ignoring(t, ['**/*.gen.ts'], {
      'tenon.config.ts': config({
        ignored: ['**/*.gen.ts'],
        layers: { ...LAYERS, service: ['src/service/**/!(*.gen).ts'] },
      }),
      'src/service/api.gen.ts': 'export {}\n',
    })
    assert.deepEqual([code, stdout], [0, ''])
  })

  test('are not reported if they are build output, according to their folder, the compiler, or git', async (t) => {
    const layers = { ...LAYERS, domain: ['**/domain/**'] }
    const ignored = ['**/dist/**', '**/output/**', '**/made/**']
    const { code, stdout } = await ignoring(t, [], {
      'tenon.config.ts': config({ ignored, layers }),
      'dist/domain/order.js': 'export {}\n',
      'dist/domain/order.d.ts': 'export {}\n',
      'packages/tax/package.json': '{ "name": "@shop/tax" }\n',
      'packages/tax/tsconfig.build.json': '{ "extends": "./tsconfig.base.json" }\n',
      'packages/tax/tsconfig.base.json': '{ "compilerOptions": { "outDir": "output" } }\n',
      'packages/tax/output/domain/rate.js': 'export {}\n',
      '.gitignore': 'made\n!src/domain/made\n',
      'made/domain/schema.ts': 'export {}\n',
    })
    assert.deepEqual([code, stdout], [0, ''])
  })

  test('are reported if git does not ignore them, because a later line re-includes them', async (t) => {
    const { code, stdout } = await ignoring(t, ['**/data/**'], {
      '.gitignore': 'data\n!src/domain/data\n',
      'src/domain/data/prices.ts': 'export {}\n',
    })
    assert.equal(code, 2)
    assert.match(stdout, /takes src\/domain\/data\/prices\.ts out of the domain/)
  })
})

/** Checks a shop whose files git tracks, whatever its .gitignore says. */
const tracked = async (t: TestContext, ignored: string, files: Files): Promise<Ran> => {
  const folder = await shop(t, { 'tenon.config.ts': config({ ignored: [ignored] }), ...files })
  execFileSync('git', ['init', '--quiet'], { cwd: folder })
  execFileSync('git', ['add', '--force', '.'], { cwd: folder })
  return checkHere(folder)
}

describe('A source file that git tracks', () => {
  const disguises: { readonly [by: string]: readonly [ignored: string, files: Files] } = {
    'a line of .gitignore': ['src/domain/store.ts', { '.gitignore': 'store.ts\n', 'src/domain/store.ts': STORE }],
    'a .gitignore that names its folder': [
      'src/domain/old/**',
      { '.gitignore': 'old\n', 'src/domain/old/store.ts': STORE },
    ],
    'the "outDir" of a tsconfig.json': [
      'src/domain/old/**',
      {
        'tsconfig.old.json': '{ "compilerOptions": { "outDir": "src/domain/old" } }\n',
        'src/domain/old/store.js': STORE,
      },
    ],
    'a package.json beside a folder called dist': [
      'src/domain/dist/**',
      { 'src/domain/package.json': '{}\n', 'src/domain/dist/store.js': STORE },
    ],
  }
  for (const [by, [ignored, files]] of Object.entries(disguises))
    test(`is not taken out of the domain unnoticed by ${by}`, async (t) => {
      const { code, stdout } = await tracked(t, ignored, files)
      assert.equal(code, 2)
      assert.match(stdout, /takes src\/domain\/.*store\.[jt]s out of the domain, so no rule checks it\.$/m)
    })

  test('is rightly ignored if it is compiled from an existing source', async (t) => {
    const { code, stdout } = await tracked(t, 'dist/**', {
      'tenon.config.ts': config({ ignored: ['dist/**'], layers: { ...LAYERS, domain: ['**/domain/**'] } }),
      'dist/domain/money.js': 'export {}\n',
    })
    assert.deepEqual([code, stdout], [0, ''])
  })
})

describe('check --prove', () => {
  test('plants an ignored file that matches the domain, and a file of the domain that imports it', async (t) => {
    const domain = ['src/domain/**', 'packages/*/domain/**', 'src/money.ts']
    const folder = await shop(t, {
      'tenon.config.ts': config({ layers: { ...LAYERS, domain } }),
      'packages/tax/domain/rate.ts': 'export type Rate = 7 | 19\n',
      'src/money.ts': 'export type Money = number\n',
    })
    const { code, stdout } = await checkHere(folder, '--prove')
    assert.equal(code, 0, stdout)
    assert.match(
      stdout,
      /^ignored-source +planted 2, reported 2\n {2}skipped in domain, src\/money\.ts: it names one file, so no other file can be ignored$/m,
    )
  })
})
