/** The folders that each form a layer, by path. */
export type LayerFolders = ReadonlyMap<string, 'domain' | 'service'>

/**
 * Returns the folders that each form a layer, recognised by their names in any letter case. `found` is every file of
 * the project. A folder named for the service that contains a domain or projects does not count, because it only groups
 * them. An app never counts.
 */
export const layerFolders = (found: readonly string[]): LayerFolders => {
  const all = foldersIn(found).filter((path) => !path.split('/').some(isTest))
  const domains = all.filter((path) => plain(nameOf(path)) === 'domain' && !isOfAnotherKind(path))
  const groups = new Set([...domains.flatMap(foldersAbove), ...projectsIn(found).map(parentOf)])
  const beside = Map.groupBy(all, parentOf)
  const namesBeside = (path: string): readonly string[] => (beside.get(parentOf(path)) ?? []).map(nameOf)
  const services = all.filter(
    (path) => SERVICE.has(plain(nameOf(path))) && !groups.has(path) && !isNoService(path, namesBeside(path)),
  )
  return new Map([
    ...services.map((path) => [path, 'service'] as const),
    ...domains.map((path) => [path, 'domain'] as const),
  ])
}

/** Returns folders that may be the domain, if no folder is named for it. Those nearest to the root come first. */
export const mayBeDomain = (files: readonly string[]): readonly string[] =>
  foldersIn(files)
    .filter((path) => isLikely(plain(nameOf(path))) && !path.split('/').some(isTest))
    .toSorted((one, other) => one.split('/').length - other.split('/').length)

/**
 * Returns the folders below the root that have their own `package.json`. A folder comes before the folders inside it.
 */
export const projectsIn = (found: readonly string[]): readonly string[] =>
  found
    .filter((path) => path.endsWith('/package.json'))
    .map(parentOf)
    .toSorted((one, other) => one.length - other.length)

/** Whether a file is TypeScript that contains code, so not a declaration file. */
export const isTyped = (path: string): boolean => /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path)

/** Whether a folder of this name contains tests. */
export const isTest = (name: string): boolean => TEST.has(lower(name))

/** Whether a folder is one of several projects or modules side by side. */
export const isChild = (path: string): boolean => CONTAINERS.has(lower(nameOf(parentOf(path))))

/** Whether a folder only leads to others: it contains the sources, projects, or a layer. */
export const isPassage = (path: string, layers: LayerFolders): boolean =>
  PASSAGES.has(lower(nameOf(path))) ||
  CONTAINERS.has(lower(nameOf(path))) ||
  [...layers.keys()].some((each) => each.startsWith(`${path}/`))

/**
 * Returns a pattern that also matches the corresponding path in other projects of the repository: below `packages` and
 * the like, a star replaces each name. Characters that are special in a pattern, such as the brackets of `[id]`, become
 * `?`, which matches any character.
 */
export const generalised = (path: string): string => {
  const segments = path.split('/')
  return segments
    .map((name, i) => (i > 0 && CONTAINERS.has(lower(segments[i - 1] ?? '')) ? '*' : literal(name)))
    .join('/')
}

/**
 * Returns a path as a pattern. Characters that are special in a pattern become `?`, so paths that differ only there
 * match too.
 */
export const literal = (path: string): string => path.replaceAll(/[()[\]{}*!]/g, '?')

/** Returns the folder of a path; empty for the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Returns the last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Returns the folders above a path, outermost first, without the root. */
export const foldersAbove = (path: string): readonly string[] => {
  const segments = path.split('/').slice(0, -1)
  return segments.map((_, i) => segments.slice(0, i + 1).join('/'))
}

const foldersIn = (files: readonly string[]): readonly string[] => [...new Set(files.flatMap(foldersAbove))]

const lower = (name: string): string => name.toLowerCase()

/** Normalises a name, so that `DataAccess`, `data-access` and `__data_access__` are equal. */
const plain = (name: string): string => lower(name).replaceAll(/[-_]/g, '')

const SERVICE: ReadonlySet<string> = new Set([
  'service',
  'services',
  'infrastructure',
  'infra',
  'adapter',
  'adapters',
  'persistence',
  'gateway',
  'gateways',
  'integrations',
  'repository',
  'repositories',
  'repos',
  'database',
  'db',
  'dal',
  'dao',
  'data',
  'dataaccess',
  'clients',
  'providers',
])

/** Whether a folder is not a service although it is named like one, judging by the folders above and beside it. */
const isNoService = (path: string, beside: readonly string[]): boolean => {
  const above = foldersAbove(path)
  const isApp = lower(nameOf(parentOf(path))) === 'apps'
  // Contracts are grouped by the technology that fulfils them, and scripts by what they work on.
  const isElsewhere = above.some((each) => isTemplate(each) || ABOVE_NO_SERVICE.has(plain(nameOf(each))))
  switch (plain(nameOf(path))) {
    case 'clients':
    case 'providers':
      return isApp || isElsewhere || isChild(path) || beside.some((each) => INTERFACE.has(plain(each)))
    case 'data':
      // Clean architecture has a data layer beside its domain.
      return isElsewhere || !beside.some((each) => plain(each) === 'domain')
    case 'db':
    case 'database':
      // Beside the sources it contains migrations and the code that runs them.
      return isApp || isElsewhere || (above.length === 0 && beside.includes('src'))
    default:
      return isApp || isElsewhere
  }
}

const ABOVE_NO_SERVICE: ReadonlySet<string> = new Set([
  'port',
  'ports',
  'protocol',
  'protocols',
  'contract',
  'contracts',
  'scripts',
])

/** The folders beside the providers and clients of a user interface. */
const INTERFACE: ReadonlySet<string> = new Set(['components', 'pages', 'screens', 'views', 'layouts', 'hooks'])

/**
 * Whether a folder named domain is not the domain: it belongs to a process, holds handlers of domain events, or is
 * part of a template.
 */
const isOfAnotherKind = (path: string): boolean =>
  foldersAbove(path).some(
    (each) => isTemplate(each) || (/(?:handlers|processes)$/.test(plain(nameOf(each))) && !isChild(each)),
  )

/** Whether a folder holds templates of projects. A module of that name is a module. */
const isTemplate = (path: string): boolean => /templates?$/.test(plain(nameOf(path))) && !isChild(path)

const TEST: ReadonlySet<string> = new Set([
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
])

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

const isLikely = (name: string): boolean => name.includes('domain') || LIKELY.has(name)

const LIKELY: ReadonlySet<string> = new Set(['core', 'model', 'models', 'entities', 'entity', 'business', 'logic'])
