import { existsSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CheckConfig, published } from '../../domain/rules/check-config.ts'
import { knownTechnologies } from '../../domain/rules/technology/known-technologies.ts'
import { names, type Technology } from '../../domain/rules/technology/technology.ts'
import { dependenciesOf, type Manifest } from './packages/manifest.ts'
import { field } from './files/json-file.ts'
import { textAt } from './files/regular-file.ts'
import { packageFolders } from './packages/package-folders.ts'

/**
 * The technologies that a project has to do with: those that Tenon publishes, those that its packages publish, the
 * well-known ones of which it lists a package, and those of its config. Of a repository with several packages, those
 * count through which the patterns of its layers lead. Technologies of one name are one, whose words are put together.
 * Throws a `SyntaxError` that names the file when what a package publishes cannot be used.
 */
export const technologiesOf = (
  root: string,
  { dependencies }: Manifest,
  config: CheckConfig,
): readonly Technology[] => {
  const { domain, service, api } = config.layers
  const places = packageFolders(root, [...domain, ...service, ...api]).map((folder) => join(root, folder))
  const listed = [
    { folder: root, dependencies },
    ...places.map((folder) => ({ folder, dependencies: dependenciesOf(folder) })),
  ]
  const all = new Set(listed.flatMap((each) => [...each.dependencies]))
  const found = new Set(listed.flatMap((each) => [...each.dependencies].map((name) => installed(each.folder, name))))
  return together([
    ...publishedIn(OWN),
    ...[...found].flatMap(publishedIn),
    ...knownTechnologies.filter(({ packages }) => packages.some((pattern) => someFit(pattern, all))),
    ...config.technologies,
  ])
}

/** Tenon's own `package.json`, seen from the source as from what is built of it. */
const OWN = fileURLToPath(new URL('../../../package.json', import.meta.url))

const someFit = (pattern: string, dependencies: ReadonlySet<string>): boolean =>
  [...dependencies].some((dependency) => names(pattern, dependency))

/**
 * Where the `package.json` of a package is that a folder depends on: in the nearest `node_modules` that has it. `null`
 * where it is not installed.
 */
const installed = (root: string, dependency: string): string | null => {
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', dependency, 'package.json')
    if (existsSync(path)) return path
    if (folder === parse(folder).root) return null
  }
}

/** What a package publishes of the technologies that it binds. */
const publishedIn = (path: string | null): readonly Technology[] => {
  const text = path === null ? null : textAt(path)
  if (path === null || text === null || !text.includes('"tenon"')) return []
  const technology = field(field(parsed(path, text), 'tenon'), 'technology')
  if (technology === undefined) return []
  const checked = published(technology)
  if (checked.kind === 'well') return checked.value
  const says = checked.flaws.map((flaw) => {
    const keys = Array.isArray(technology) ? flaw.path : flaw.path.slice(1)
    return `${['tenon.technology', ...keys].join('.')} ${flaw.says}`
  })
  throw new SyntaxError(`${path} cannot be used: ${says.join('; ')}.`)
}

const parsed = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SyntaxError(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

/** Puts the technologies of one name together, in whatever case it is written. */
const together = (all: readonly Technology[]): readonly Technology[] => {
  const byName = new Map<string, Technology>()
  for (const one of all) {
    const key = one.name.toLowerCase()
    const other = byName.get(key)
    byName.set(key, other === undefined ? one : joined(other, one))
  }
  return [...byName.values()]
}

const joined = (one: Technology, other: Technology): Technology => ({
  name: one.name,
  packages: [...new Set([...one.packages, ...other.packages])],
  tokens: [...new Set([...one.tokens, ...other.tokens])],
  vocabulary: [...new Set([...one.vocabulary, ...other.vocabulary])],
})
