import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { Layers } from '../../../../src/service/project/layers/layers.ts'
import { checkHere } from '../tenon-check.ts'
import { E, git, newcomer, repository, said, written } from './newcomer.ts'

/** Returns the layer of each tracked file with the ending of a source. */
const layersOf = async (folder: string): Promise<{ readonly [path: string]: string | null }> => {
  const layers = Layers.stated(await written(folder))
  const tracked = git(folder, 'ls-files')
    .split('\n')
    .filter((path) => /\.[jt]s$/.test(path))
  return Object.fromEntries(tracked.map((path) => [path, layers.ignores(path) ? 'ignored' : layers.of(path)]))
}

describe('init in a git repository', () => {
  test('takes the ports of a hexagonal architecture for domain, although they are in a folder named out', async (t) => {
    const folder = await repository(t, {
      '.gitignore': '/dist\n/node_modules\n',
      'src/cart/cart/domain/cart.ts': "import type { FindCart } from './ports/out/find-cart.ts'\n",
      'src/cart/cart/domain/ports/in/add-item.ts': E,
      'src/cart/cart/domain/ports/out/find-cart.ts': E,
      'src/cart/cart/dal/cart-dal.ts': E,
      'src/cart/cart/controllers/cart.ts': E,
      'src/main.ts': E,
    })
    assert.deepEqual(await layersOf(folder), {
      'src/cart/cart/controllers/cart.ts': 'api',
      'src/cart/cart/dal/cart-dal.ts': 'service',
      'src/cart/cart/domain/cart.ts': 'domain',
      'src/cart/cart/domain/ports/in/add-item.ts': 'domain',
      'src/cart/cart/domain/ports/out/find-cart.ts': 'domain',
      'src/main.ts': 'api',
    })
  })

  test('keeps what a line of .gitignore re-includes', async (t) => {
    const folder = await repository(t, {
      '.gitignore': 'node_modules\ndist\ncoverage\ndata\n!src/data\n',
      'src/domain/account.ts': E,
      'src/data/add-account.ts': E,
      'src/infra/mongo.ts': E,
      'src/main/server.ts': E,
      'data/dump.js': E,
    })
    const config = await written(folder)
    assert.deepEqual(config.ignored, ['dist/**', 'coverage/**', 'data/**'])
    assert.deepEqual(config.layers.service, ['src/data/**', 'src/infra/**'])
  })

  test('keeps sources that git tracks in folders named build, out, coverage and generated', async (t) => {
    const folder = await repository(t, {
      'src/domain/a.ts': E,
      'build/release.js': E,
      'src/generated/schema.ts': E,
      'src/out/print.ts': E,
      'coverage/report.js': E,
    })
    assert.deepEqual((await written(folder)).ignored, [])
  })

  test('keeps a tracked file that .gitignore names, and leaves out its neighbours', async (t) => {
    const files = {
      '.gitignore': '*.js\n',
      'src/domain/a.ts': E,
      'src/domain/a.js': E,
      'src/deep/b.js': E,
      'scripts/seed.js': E,
      'scripts/deep/c.js': E,
    }
    const folder = await repository(t, files, ['scripts/seed.js'])
    const config = await written(folder)
    assert.deepEqual(config.ignored, ['scripts/deep/**/*.js', 'src/**/*.js'])
    assert.deepEqual(config.layers.api, ['scripts/**'])
  })

  test('says what it ignores, how many files that is, and why', async (t) => {
    const folder = await repository(t, {
      '.gitignore': 'dist\ncoverage\n',
      'src/domain/a.ts': E,
      'packages/a/dist/a.js': E,
      'packages/a/dist/b.js': E,
      'packages/b/dist/c.js': E,
      'packages/b/dist/c.css': '',
      'vite.config.ts': E,
    })
    assert.match(
      await said(folder),
      /^ {2}ignored {2}\*\*\/dist\/\*\* \(3 files, none tracked by git\), coverage\/\*\* \(nothing there yet\), \*\.config\.\* \(1 file, not part of the program\)$/m,
    )
  })

  test('ignores the output folder of the compiler, tracked or not, unless it contains sources', async (t) => {
    const files = { 'src/domain/a.ts': E, 'lib/a.js': E, 'lib/a.d.ts': E }
    const built = await repository(t, { ...files, 'tsconfig.json': '{ "compilerOptions": { "outDir": "./lib" } }' })
    assert.match(await said(built), / {2}ignored {2}lib\/\*\* \(2 files, the output folder of tsconfig\.json\)/)
    const beside = await repository(t, { ...files, 'tsconfig.json': '{ "compilerOptions": { "outDir": "src" } }' })
    assert.ok(!(await written(beside)).ignored.includes('src/**'))
  })

  test('asks the .gitignore of a project that lies where a repository around it ignores all', async (t) => {
    const around = await repository(t, {
      '.gitignore': '/sandbox\n',
      'sandbox/shop/.gitignore': 'generated\n',
      'sandbox/shop/src/domain/a.ts': E,
      'sandbox/shop/generated/b.ts': E,
    })
    const folder = join(around, 'sandbox/shop')
    assert.match(await said(folder), / {2}ignored {2}generated\/\*\* \(1 file, named in a \.gitignore\)/)
  })

  test('sees a project before its first commit, and files that are not added yet', async (t) => {
    const folder = await newcomer(t, { '.gitignore': 'tmp\n', 'src/domain/a.ts': E, 'src/out/b.ts': E, 'tmp/c.ts': E })
    git(folder, 'init', '--quiet')
    const { layers, ignored } = await written(folder)
    assert.deepEqual([layers.domain, layers.api, ignored], [['src/domain/**'], ['src/**'], ['tmp/**']])
  })

  test('names by its path what no line of a .gitignore tells from a source', async (t) => {
    const folder = await repository(t, {
      'src/domain/a.ts': E,
      'src/domain/local.ts': E,
      'notes/[old] b.ts': E,
    })
    git(folder, 'rm', '--quiet', '--cached', 'src/domain/local.ts', '-r', 'notes')
    await writeFile(join(folder, '.git/info/exclude'), '/src/domain/local.ts\n/notes/\n')
    assert.deepEqual((await written(folder)).ignored, ['notes/**', 'src/domain/local.ts'])
  })
})

describe('init without git', () => {
  const files = {
    '.gitignore': 'data\n!src/data\n',
    'packages/a/.gitignore': '/made\n*.gen.ts\n!keep.gen.ts\n',
    'src/domain/a.ts': E,
    'src/data/b.ts': E,
    'data/c.js': E,
    'packages/a/made/d.js': E,
    'packages/a/src/e.gen.ts': E,
    'packages/a/src/keep.gen.ts': E,
    'packages/a/src/made/f.ts': E,
  }

  test('reads the .gitignore of each folder as git does', async (t) => {
    const without = await written(await newcomer(t, files))
    const within = await written(await repository(t, files))
    assert.deepEqual(without.ignored, ['packages/a/made/**', 'data/**', 'packages/a/src/e.gen.ts'])
    assert.deepEqual(without.layers, within.layers)
    assert.deepEqual(without.ignored, within.ignored)
  })

  test('takes for built what has the name, lies beside a package.json and holds no TypeScript', async (t) => {
    const folder = await newcomer(t, {
      'src/domain/a.ts': E,
      'dist/a.js': E,
      'dist/a.d.ts': E,
      'build/release.ts': E,
      'src/ports/out/b.js': E,
      'tools/package.json': '{}',
      'tools/out/c.js': E,
      'generated/d.js': E,
    })
    assert.deepEqual((await written(folder)).ignored, ['dist/**', 'tools/out/**'])
    await rm(join(folder, 'tenon.config.ts'))
    assert.match(await said(folder), /dist\/\*\* \(2 files, named like build output, and without TypeScript\)/)
  })

  test('says that git ignores every source, and not that there is none', async (t) => {
    const folder = await newcomer(t, { '.gitignore': '*\n!src\n', 'src/domain/a.ts': E })
    const { code, stderr } = await checkHere(folder, 'init')
    assert.equal(code, 2)
    assert.match(stderr, /Every source file in .* \(1\) is ignored by git/)
  })
})
