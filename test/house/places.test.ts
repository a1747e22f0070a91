import assert from 'node:assert/strict'
import { dirname, posix } from 'node:path'
import { describe, test } from 'node:test'
import { lines, type Source, sources } from './source.ts'

const src = sources('src')
const domain = sources('src/domain')

/** Where an import leads, as a path in the repository, or the package's name. */
const target = (source: Source, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(dirname(source.path), specifier) : specifier

/** Each import that a test takes exception to, as `path imports target`. */
const imports = (among: readonly Source[], wrong: (to: string, from: Source) => boolean): string[] =>
  among.flatMap((source) =>
    source.imports
      .map((specifier) => target(source, specifier))
      .filter((to) => wrong(to, source))
      .map((to) => `${source.path} imports ${to}`),
  )

// What the domain may import and use is the checker's to say: test/house/check.test.ts.
test('The domain takes only types from @standard-schema/spec', () => {
  const values = /^import (?!type )[^\n]*'@standard-schema\/spec'/
  assert.deepEqual(lines(domain, values, 'text'), [])
})

describe('The places', () => {
  test('are four: domain, service, api and main.ts', () => {
    const places = new Set(src.map(({ path }) => path.split('/')[1]))
    assert.deepEqual(
      [...places].filter((place) => !['domain', 'service', 'api', 'main.ts'].includes(place ?? '')),
      [],
    )
  })

  test('have no folder named for nothing', () => {
    const folders = new Set(src.flatMap(({ path }) => dirname(path).split('/')))
    const vague = ['utils', 'util', 'helpers', 'helper', 'common', 'core', 'types', 'infra', 'shared', 'lib']
    assert.deepEqual(
      vague.filter((name) => folders.has(name)),
      [],
    )
  })

  test('are imported in one direction: domain from service, and both from api', () => {
    assert.deepEqual(imports(src, upwards), [])
  })

  test('keep each technology in its own folder', () => {
    const technologies = {
      'node:sqlite': 'src/service/sqlite/',
      '@nats-io/': 'src/service/nats/',
      'oxc-parser': 'src/service/oxc/',
      'oxc-resolver': 'src/service/project/',
      picomatch: 'src/service/project/',
      eslint: 'src/service/eslint/',
    }
    const wrong = (to: string, { path }: Source): boolean =>
      Object.entries(technologies).some(([name, folder]) => to.startsWith(name) && !path.startsWith(folder))
    assert.deepEqual(imports(src, wrong), [])
    const found = imports(src, (to) => to === 'node:sqlite')
    assert.ok(found.length > 0)
  })

  test('keep a technology out of every other: no binding imports another, and the layers import none', () => {
    assert.deepEqual(imports(src, sideways), [])
  })

  test('keep commander in the command line', () => {
    assert.deepEqual(imports(src, commands), [])
  })

  test('import the file that defines a thing, with its ending', () => {
    assert.deepEqual(imports(src, withoutEnding), [])
  })
})

describe('Every source file', () => {
  test('has at most 300 lines', () => {
    const long = src.map(({ path, text }) => [path, text.trimEnd().split('\n').length] as const)
    assert.deepEqual(
      long.filter(([, count]) => count > 300),
      [],
    )
  })

  test('has no any', () => {
    assert.deepEqual(
      lines(sources('src', 'examples', 'bench'), /(?:[:<,|&(=[]|\b(?:as|keyof|extends))\s*any\b(?!\()/, 'code'),
      [],
    )
  })

  test('has no suppression; a type test alone expects errors, with a reason', () => {
    const silenced = /@ts-(ignore|nocheck|expect-error)|(oxlint|eslint)-disable|(oxfmt|prettier)-ignore/
    const all = sources('src', 'examples', 'bench', 'test').filter(({ path }) => !path.startsWith('test/house/'))
    const found = lines(all, silenced, 'text').filter((line) => !/^test\/types\/.*@ts-expect-error \S+/.test(line))
    assert.deepEqual(found, [])
  })

  test('has no enum, namespace, decorator or default export', () => {
    const banned =
      /^\s*(export\s+)?(declare\s+)?(const\s+)?(enum|namespace|module)\s+\w|^\s*@\w|\bexport\s+default\b|\bas\s+default\b/
    // ESLint and oxlint take a plugin by its default export.
    assert.deepEqual(
      lines(
        src.filter(({ path }) => path !== 'src/api/eslint.ts'),
        banned,
        'code',
      ),
      [],
    )
  })

  test('has a sentence above each of its exports', () => {
    const bareExports = src
      .filter(({ path }) => !path.startsWith('src/api/') || path.startsWith('src/api/cli/'))
      .flatMap(undocumented)
    assert.deepEqual(bareExports, [])
  })

  test('is named in kebab-case', () => {
    assert.deepEqual(
      src.filter(({ path }) => !/^[a-z0-9/-]+\.ts$/.test(path)).map(({ path }) => path),
      [],
    )
  })
})

/** The exports of a file that have no sentence directly above them. */
const undocumented = ({ path, text, code }: Source): string[] => {
  const all = text.split('\n')
  return code.split('\n').flatMap((line, i) => {
    if (!/^export\b/.test(line)) return []
    const above = all.slice(0, i).join('\n')
    const said = /\/\*\*(?:(?!\*\/)[\s\S])*[A-Z`](?:(?!\*\/)[\s\S])*[.:!?`]\s*\*\/$/.test(above)
    return said ? [] : [`${path}:${i + 1}: ${all[i] ?? line}`]
  })
}

const upwards = (to: string, { path }: Source): boolean =>
  (to.startsWith('src/api/') && !path.startsWith('src/api/') && path !== 'src/main.ts') || to === 'src/main.ts'

const technology = (path: string): string | undefined => /^src\/service\/(memory|sqlite|nats)\//.exec(path)?.[1]

const commands = (to: string, { path }: Source): boolean =>
  to === 'commander' && !path.startsWith('src/api/cli/') && path !== 'src/main.ts'

const withoutEnding = (to: string): boolean => to.startsWith('src/') && !to.endsWith('.ts')

const sideways = (to: string, { path }: Source): boolean =>
  path.startsWith('src/service/') && technology(to) !== undefined && technology(to) !== technology(path)
