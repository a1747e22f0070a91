/** The names by which folders of the layers go. */
export const LAYER_FOLDERS = Object.freeze({
  domain: new Set(['domain']),
  service: new Set([
    'service',
    'services',
    'infrastructure',
    'infra',
    'adapter',
    'adapters',
    'persistence',
    'gateway',
    'gateways',
    'repositories',
    'integrations',
  ]),
  test: new Set([
    'test',
    'tests',
    '__tests__',
    '__mocks__',
    '__fixtures__',
    'spec',
    'specs',
    'e2e',
    'cypress',
    'playwright',
    'bench',
    'benchmark',
    'benchmarks',
    'fixtures',
  ]),
} as const)

/** The folders that are a layer of their own, by their paths. A folder named for the service that holds a domain is none, for it holds projects; nor is an app, whatever its name. */
export const layerFolders = (files: readonly string[]): ReadonlyMap<string, 'domain' | 'service'> => {
  const all = [...new Set(files.flatMap(foldersAbove))].filter((path) => !path.split('/').some(isTest))
  const domains = all.filter((path) => LAYER_FOLDERS.domain.has(lastOf(path)))
  const services = all.filter(
    (path) =>
      LAYER_FOLDERS.service.has(lastOf(path)) &&
      path.split('/').at(-2) !== 'apps' &&
      !domains.some((each) => each.startsWith(`${path}/`)),
  )
  return new Map([
    ...services.map((path) => [path, 'service'] as const),
    ...domains.map((path) => [path, 'domain'] as const),
  ])
}

/** Whether a folder only leads to others: it holds the sources, or projects, or is one of these, or a layer stands below it. */
export const isPassage = (path: string, layers: ReadonlyMap<string, unknown>): boolean =>
  PASSAGES.has(lastOf(path)) ||
  CONTAINERS.has(lastOf(path)) ||
  isChild(path) ||
  [...layers.keys()].some((each) => each.startsWith(`${path}/`))

/**
 * A path as a pattern that fits its like in other projects of the repository: below `packages`, a star takes the place of each name. What
 * would mean something in a pattern, as the brackets of `[id]` do, gives way to a mark that fits any character.
 */
export const generalised = (path: string): string => {
  const segments = path.split('/')
  return segments.map((name, i) => (i > 0 && CONTAINERS.has(segments[i - 1] ?? '') ? '*' : literal(name))).join('/')
}

/** As `generalised`, for a folder or a file that is meant by its own name. */
export const patternOf = (path: string): string => {
  const slash = path.lastIndexOf('/') + 1
  return slash === 0 ? literal(path) : `${generalised(path.slice(0, slash - 1))}/${literal(path.slice(slash))}`
}

/** Whether a folder is one of several projects that stand side by side. */
export const isChild = (path: string): boolean => CONTAINERS.has(path.split('/').at(-2) ?? '')

/** Folders that a domain may go by where none is named so, the ones nearest to the root first. */
export const mayBeDomain = (files: readonly string[]): readonly string[] =>
  [...new Set(files.flatMap(foldersAbove))]
    .filter((path) => LIKELY.has(lastOf(path)) && !path.split('/').some(isTest))
    .toSorted((one, other) => one.split('/').length - other.split('/').length)

const PASSAGES: ReadonlySet<string> = new Set(['src', 'source', 'lib'])

const CONTAINERS: ReadonlySet<string> = new Set([
  'packages',
  'apps',
  'modules',
  'features',
  'contexts',
  'libs',
  'projects',
  'plugins',
])

const LIKELY: ReadonlySet<string> = new Set([
  'domains',
  'core',
  'model',
  'models',
  'entities',
  'entity',
  'business',
  'logic',
])

const literal = (name: string): string => name.replaceAll(/[()[\]{}*!]/g, '?')

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const isTest = (name: string): boolean => LAYER_FOLDERS.test.has(name)

const foldersAbove = (path: string): readonly string[] => {
  const segments = path.split('/').slice(0, -1)
  return segments.map((_, i) => segments.slice(0, i + 1).join('/'))
}
