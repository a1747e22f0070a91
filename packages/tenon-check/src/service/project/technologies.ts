import { existsSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { type CheckConfig, parseTechnologies } from '../../domain/config/check-config.ts'
import { projectTechnologies } from '../../domain/technology/project-technologies.ts'
import type { Technology } from '../../domain/technology/technology.ts'
import { dependenciesOf, type Manifest } from './packages/manifest.ts'
import { field } from './files/json-file.ts'
import { textAt } from './files/regular-file.ts'
import { packageFolders } from './packages/package-folders.ts'

/**
 * Returns the technologies of a project: those that are always known, those that its packages publish, the well-known
 * ones if the project depends on one of their packages, and those of its config. In a repository with several packages,
 * this includes the packages through which the patterns of the layers lead. Throws a `SyntaxError` that names the file
 * if what a package publishes cannot be used.
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
  const found = new Set(listed.flatMap((each) => [...each.dependencies].map((name) => installed(each.folder, name))))
  return projectTechnologies({
    dependencies: new Set(listed.flatMap((each) => [...each.dependencies])),
    published: [...found].flatMap(publishedIn),
    stated: config.technologies,
  })
}

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
  const checked = parseTechnologies(technology)
  if (checked.kind === 'valid') return checked.value
  const says = checked.problems.map((flaw) => {
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
