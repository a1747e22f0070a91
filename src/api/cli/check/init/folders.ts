/** The folders that are a layer of their own, by their paths. */
export type LayerFolders = ReadonlyMap<string, 'domain' | 'service'>

/**
 * The folders that are a layer of their own, by their names in any case. `found` is every file of the project. A folder named for the service that holds a domain or
 * projects is none, for it only groups them; nor is an app, whatever its name.
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

/** Folders that the domain may be where none is named for it, the ones nearest to the root first. */
export const mayBeDomain = (files: readonly string[]): readonly string[] =>
  foldersIn(files)
    .filter((path) => isLikely(plain(nameOf(path))) && !path.split('/').some(isTest))
    .toSorted((one, other) => one.split('/').length - other.split('/').length)

/** The folders below the root that have a `package.json` of their own, each before those in it. */
export const projectsIn = (found: readonly string[]): readonly string[] =>
  found
    .filter((path) => path.endsWith('/package.json'))
    .map(parentOf)
    .toSorted((one, other) => one.length - other.length)

/** Whether a file is TypeScript that holds code: nothing that a build writes. */
export const isTyped = (path: string): boolean => /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path)

/** Whether files of tests stand in a folder of this name. */
export const isTest = (name: string): boolean => TEST.has(lower(name))

/** Whether a folder is one of several projects or modules that stand side by side. */
export const isChild = (path: string): boolean => CONTAINERS.has(lower(nameOf(parentOf(path))))

/** Whether a folder only leads to others: it holds the sources or projects, or a layer stands below it. */
export const isPassage = (path: string, layers: LayerFolders): boolean =>
  PASSAGES.has(lower(nameOf(path))) ||
  CONTAINERS.has(lower(nameOf(path))) ||
  [...layers.keys()].some((each) => each.startsWith(`${path}/`))

/**
 * A path as a pattern that fits its like in other projects of the repository: below `packages`, a star takes the place of each name. What
 * would mean something in a pattern, as the brackets of `[id]` do, gives way to a mark that fits any character.
 */
export const generalised = (path: string): string => {
  const segments = path.split('/')
  return segments
    .map((name, i) => (i > 0 && CONTAINERS.has(lower(segments[i - 1] ?? '')) ? '*' : literal(name)))
    .join('/')
}

/** A path as a pattern that fits it alone, or what differs from it in the characters that would mean something in a pattern. */
export const literal = (path: string): string => path.replaceAll(/[()[\]{}*!]/g, '?')

/** The folder that a path stands in; empty for the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The folders that a path stands in, the root not among them. */
export const foldersAbove = (path: string): readonly string[] => {
  const segments = path.split('/').slice(0, -1)
  return segments.map((_, i) => segments.slice(0, i + 1).join('/'))
}

const foldersIn = (files: readonly string[]): readonly string[] => [...new Set(files.flatMap(foldersAbove))]

const lower = (name: string): string => name.toLowerCase()

/** A name without what distinguishes `DataAccess`, `data-access` and `__data_access__`. */
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

/** Whether a folder is no service although it is named for one, by what lies above and beside it. */
const isNoService = (path: string, beside: readonly string[]): boolean => {
  const above = foldersAbove(path)
  const isApp = lower(nameOf(parentOf(path))) === 'apps'
  // Contracts are grouped by the technology that meets them, and scripts by what they work on.
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
      // Beside the sources it holds migrations, and what runs them.
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

/** What lies beside the providers and the clients of a user interface. */
const INTERFACE: ReadonlySet<string> = new Set(['components', 'pages', 'screens', 'views', 'layouts', 'hooks'])

/** Whether a folder named domain is not the domain: it is a process named so, holds the handlers of domain events, or is part of a template. */
const isOfAnotherKind = (path: string): boolean =>
  foldersAbove(path).some(
    (each) => isTemplate(each) || (/(?:handlers|processes)$/.test(plain(nameOf(each))) && !isChild(each)),
  )

/** Whether a folder holds what projects are made from. A module of that name is a module. */
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
