import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { describe, test } from 'node:test'
import { circular, circularFolders, crowded } from './exceptions.ts'
import { circlesOf, filesOf, foldersOf } from './graph.ts'
import { lines, SOURCES, root, type Source, sources } from './source.ts'

const src = sources(...SOURCES)
const domain = sources(...SOURCES.map((folder) => `${folder}/domain`))

/** The sources of each package: of the root, and of every package of the workspace. */
const packages = globSync('{,packages/*/}src', { cwd: root }).map((place) => sources(place))

/** Returns what an import refers to: a path in the repository, or a package's name. */
const target = (source: Source, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(dirname(source.path), specifier) : specifier

/** Returns each import that a test forbids, as `path imports target`. */
const imports = (among: readonly Source[], wrong: (to: string, from: Source) => boolean): string[] =>
  among.flatMap((source) =>
    source.imports
      .map((specifier) => target(source, specifier))
      .filter((to) => wrong(to, source))
      .map((to) => `${source.path} imports ${to}`),
  )

// The checker decides what else the domain may import and use: test/house/check.test.ts.
test('The domain imports only types from @standard-schema/spec', () => {
  const values = /^import (?!type )[^\n]*'@standard-schema\/spec'/
  assert.deepEqual(lines(domain, values, 'text'), [])
})

describe('The places', () => {
  test('are four: domain, service, api and main.ts', () => {
    const places = new Set(src.map(({ path }) => path.split('/')[3]))
    assert.deepEqual(
      [...places].filter((place) => !['domain', 'service', 'api', 'main.ts'].includes(place ?? '')),
      [],
    )
  })

  test('have no folder with a vague name', () => {
    const folders = new Set(src.flatMap(({ path }) => dirname(path).split('/')))
    const vague = ['utils', 'util', 'helpers', 'helper', 'common', 'core', 'types', 'infra', 'shared', 'lib']
    assert.deepEqual(
      vague.filter((name) => folders.has(name)),
      [],
    )
  })

  test('are imported in one direction: domain from service, both from api, and all from main.ts', () => {
    const upwards = packages.flatMap((each) =>
      [...filesOf(each)].flatMap(([from, targets]) =>
        [...targets].filter((to) => floorOf(to) > floorOf(from)).map((to) => `${from} imports ${to}`),
      ),
    )
    assert.deepEqual(upwards, [])
  })

  test('have no circle of imports between files', () => {
    const circles = packages.flatMap((each) => circlesOf(filesOf(each)))
    assert.deepEqual(unexpected(circles, circular), [])
  })

  test('have no circle of imports between folders that are beside each other', () => {
    const circles = packages.flatMap((each) => circlesOf(foldersOf(filesOf(each))))
    assert.deepEqual(unexpected(circles, circularFolders), [])
  })

  test('have no folder with more than a dozen files beside its folders', () => {
    const counts = Map.groupBy(packages.flat(), ({ path }) => dirname(path))
    const full = [...counts].filter(([, files]) => files.length > 12).map(([folder]) => [folder])
    assert.deepEqual(unexpected(full, crowded), [])
  })

  test('keep each technology in its own folder', () => {
    const technologies = {
      'node:sqlite': 'packages/tenon/src/service/sqlite/',
      '@nats-io/': 'packages/tenon/src/service/nats/',
      'oxc-parser': 'packages/tenon-check/src/service/oxc/',
      'oxc-resolver': 'packages/tenon-check/src/service/project/',
      picomatch: 'packages/tenon-check/src/service/project/',
      eslint: 'packages/tenon-check/src/service/eslint/',
    }
    const wrong = (to: string, { path }: Source): boolean =>
      Object.entries(technologies).some(([name, folder]) => to.startsWith(name) && !path.startsWith(folder))
    assert.deepEqual(imports(src, wrong), [])
    const found = imports(src, (to) => to === 'node:sqlite')
    assert.ok(found.length > 0)
  })

  test('keep technologies apart: no binding imports another, and the layers import none', () => {
    assert.deepEqual(imports(src, sideways), [])
  })

  test('keep commander in the command line', () => {
    assert.deepEqual(imports(src, commands), [])
  })

  test('import the file that defines what they use, with its ending', () => {
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
      lines(sources(...SOURCES, 'examples', 'bench'), /(?:[:<,|&(=[]|\b(?:as|keyof|extends))\s*any\b(?!\()/, 'code'),
      [],
    )
  })

  test('has no suppression, and only type tests expect errors, with a reason', () => {
    const silenced = /@ts-(ignore|nocheck|expect-error)|(oxlint|eslint)-disable|(oxfmt|prettier)-ignore/
    const all = sources(...SOURCES, 'examples', 'bench', 'test', 'packages/*/test').filter(
      ({ path }) => !path.startsWith('test/house/'),
    )
    const found = lines(all, silenced, 'text').filter(
      (line) => !/^packages\/tenon\/test\/types\/.*@ts-expect-error \S+/.test(line),
    )
    assert.deepEqual(found, [])
  })

  test('has no enum, namespace, decorator or default export', () => {
    const banned =
      /^\s*(export\s+)?(declare\s+)?(const\s+)?(enum|namespace|module)\s+\w|^\s*@\w|\bexport\s+default\b|\bas\s+default\b/
    // ESLint and oxlint load a plugin from its default export.
    assert.deepEqual(
      lines(
        src.filter(({ path }) => path !== 'packages/tenon-check/src/api/eslint.ts'),
        banned,
        'code',
      ),
      [],
    )
  })

  test('has a sentence above each of its exports', () => {
    const bareExports = src
      .filter(({ path }) => !/\/src\/api\//.test(path) || /\/src\/api\/cli\//.test(path))
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

/** Returns the exports of a file that have no sentence directly above them. */
const undocumented = ({ path, text, code }: Source): string[] => {
  const all = text.split('\n')
  return code.split('\n').flatMap((line, i) => {
    if (!/^export\b/.test(line)) return []
    const above = all.slice(0, i).join('\n')
    const said = /\/\*\*(?:(?!\*\/)[\s\S])*[A-Z`](?:(?!\*\/)[\s\S])*[.:!?`]\s*\*\/$/.test(above)
    return said ? [] : [`${path}:${i + 1}: ${all[i] ?? line}`]
  })
}

/** The floor of a file in its package: it may import from its own floor and from those below. */
const floorOf = (path: string): number => {
  const [, place = ''] = /(?:^|\/)src\/([^/]+)/.exec(path) ?? []
  return ['domain', 'service', 'api', 'main.ts'].indexOf(place)
}

/**
 * Returns what a test found that is no exception, and the exceptions that are no longer needed. The first part of a
 * finding is its name.
 */
const unexpected = (found: readonly (readonly string[])[], exceptions: readonly string[]): string[] => [
  ...found.filter(([first = '']) => !exceptions.includes(first)).map((each) => each.join(', ')),
  ...exceptions
    .filter((each) => !found.some(([first]) => first === each))
    .map((each) => `${each} no longer needs to be an exception: delete it from test/house/exceptions.ts`),
]

const technology = (path: string): string | undefined => /\/src\/service\/(memory|sqlite|nats)\//.exec(path)?.[1]

const commands = (to: string, { path }: Source): boolean => to === 'commander' && !/\/src\/api\/cli\//.test(path)

const withoutEnding = (to: string): boolean => to.startsWith('packages/') && !to.endsWith('.ts')

const sideways = (to: string, { path }: Source): boolean =>
  /\/src\/service\//.test(path) && technology(to) !== undefined && technology(to) !== technology(path)
