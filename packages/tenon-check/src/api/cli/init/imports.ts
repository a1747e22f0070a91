import { join } from 'node:path'
import { ambientTechnology } from '../../../domain/rules/ambient-technology/rule.ts'
import type { Edge } from '../../../domain/project/view.ts'
import { Project } from '../../../service/project/project.ts'
import { purePackages } from './pure-packages.ts'

/** Opens a project in which every file is treated as domain, to find out what keeps it from being domain. */
export const allAsDomain = (root: string): Project =>
  Project.open({
    configPath: join(root, 'tenon.config.ts'),
    config: {
      layers: { domain: ['**'], service: [], api: [], test: [] },
      ignored: [],
      pure: [],
      technologies: [],
    },
    texts: new Map(),
  })

/** Returns the files of the project that a file imports. */
export const filesImported = (project: Project, path: string): readonly string[] =>
  edgesOf(project, path).flatMap(({ target }) => (target.kind === 'file' ? [target.path] : []))

/** Returns the packages that a file imports and that are known to be pure, as they are written under `pure`. */
export const pureImports = (project: Project, path: string): readonly string[] =>
  edgesOf(project, path).flatMap(({ reference: { specifier }, target }) =>
    target.kind === 'package' && isPure(target.name) && specifier !== null
      ? [specifier === target.name ? specifier : `${target.name}/*`]
      : [],
  )

/**
 * Returns the specifiers in a file that lead neither to a file of the project nor to a package that is known to be
 * pure.
 */
export const impureImports = (project: Project, path: string): readonly string[] =>
  edgesOf(project, path).flatMap(({ reference: { specifier }, target }) =>
    specifier === null || target.kind === 'file' || (target.kind === 'package' && isPure(target.name))
      ? []
      : [specifier],
  )

/**
 * Returns what a file itself does that the domain must not do, as the end of a sentence about it, or `null`. `foreign`
 * are files that it imports and that the domain must not import.
 */
export const obstacleIn = (project: Project, path: string, foreign: readonly string[]): string | null => {
  const view = project.view(path)
  if (view === null || view.facts.troubles.length > 0) return 'cannot be read'
  const imported = [...impureImports(project, path), ...foreign]
  const used = ambientTechnology.find(view).map(({ subject }) => subject)
  const computes = view.edges.some(({ target }) => target.kind === 'computed')
  const says = [
    ...(imported.length === 0 ? [] : [`imports ${short(imported)}`]),
    ...(used.length === 0 ? [] : [`uses ${short(used)}`]),
    ...(computes ? ['computes the specifier of an import'] : []),
  ]
  return says.length === 0 ? null : says.join(' and ')
}

const short = (names: readonly string[]): string => {
  const all = [...new Set(names)]
  return all.length <= MOST ? all.join(', ') : `${all.slice(0, MOST).join(', ')} and ${all.length - MOST} more`
}

const MOST = 3

const edgesOf = (project: Project, path: string): readonly Edge[] => project.view(path)?.edges ?? []

const isPure = (name: string): boolean => purePackages.some((each) => each.name === name)
