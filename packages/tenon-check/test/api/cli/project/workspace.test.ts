import assert from 'node:assert/strict'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { checkHere } from '../tenon-check.ts'
import { config, type Files, LAYERS, shop } from '../shop.ts'

const IMPORTING = "import type { Rate } from '@shop/core'\n\nexport type Tax = Rate\n"

/** A repository of two packages. The domain of one imports the other. */
const REPOSITORY: Files = {
  'package.json': '{ "name": "shop", "type": "module", "workspaces": ["packages/*"] }\n',
  'packages/core/package.json': '{ "name": "@shop/core", "main": "dist/index.js", "types": "dist/index.d.ts" }\n',
  'packages/core/src/index.ts': 'export type Rate = 7 | 19\n',
  'src/domain/tax.ts': IMPORTING,
}
const BUILT: Files = {
  'packages/core/dist/index.d.ts': 'export type Rate = 7 | 19;\n',
  'packages/core/dist/index.js': 'export {};\n',
}

const layered = (core: 'domain' | 'service'): string =>
  config({
    layers: { ...LAYERS, [core]: [...LAYERS[core], 'packages/core/src/**'] },
    ignored: ['**/dist/**'],
  })

/** Creates the repository, with the package installed as npm does it. */
const installed = async (t: TestContext, files: Files): Promise<string> => {
  const folder = await shop(t, { ...REPOSITORY, ...files })
  await mkdir(join(folder, 'node_modules/@shop'), { recursive: true })
  await symlink('../../packages/core', join(folder, 'node_modules/@shop/core'))
  return folder
}

const states: { readonly [state: string]: (t: TestContext, files: Files) => Promise<string> } = {
  'not installed': (t, files) => shop(t, { ...REPOSITORY, ...files }),
  'installed, and not built': installed,
  'installed and built': (t, files) => installed(t, { ...BUILT, ...files }),
}

describe('A package of the same repository is judged by the layer of its sources', () => {
  for (const [state, make] of Object.entries(states)) {
    test(`if it is ${state}: the domain may import it if it is domain`, async (t) => {
      const { code, stdout } = await checkHere(await make(t, { 'tenon.config.ts': layered('domain') }))
      assert.deepEqual([code, stdout], [0, ''])
    })

    test(`if it is ${state}: the domain may not import it if it is service`, async (t) => {
      const { code, stdout } = await checkHere(await make(t, { 'tenon.config.ts': layered('service') }))
      assert.equal(code, 1)
      assert.match(stdout, /takes the type Rate from packages\/core\/src\/index\.ts, a file of the service\.$/m)
    })
  }
})

describe('The check never suggests adding build output to the domain', () => {
  const NO_SOURCES: Files = { 'packages/core/src/index.ts': null }

  test('not if the sources cannot be found', async (t) => {
    for (const ignored of [['**/dist/**'], []]) {
      const { stdout } = await checkHere(
        await installed(t, { ...BUILT, ...NO_SOURCES, 'tenon.config.ts': config({ ignored }) }),
      )
      assert.match(
        stdout,
        /takes the type Rate from packages\/core\/dist\/index\.d\.ts, which is built from other files, so no rule checks it\.$/m,
      )
      assert.match(
        stdout,
        / fix {2}Make "@shop\/core" resolve to the sources, with "paths" in tsconfig\.json or a condition/,
      )
      assert.doesNotMatch(stdout, /add it to the domain|Take it out of/)
    }
  })

  test('nor if git ignores it', async (t) => {
    const { stdout } = await checkHere(
      await shop(t, {
        '.gitignore': '/made/\n',
        'made/rates.ts': 'export type Rate = 7 | 19\n',
        'src/domain/tax.ts': IMPORTING.replace('@shop/core', '../../made/rates.ts'),
      }),
    )
    assert.match(stdout, /takes the type Rate from made\/rates\.ts, which is built from other files/)
    assert.doesNotMatch(stdout, /add it to the domain/)
  })
})
