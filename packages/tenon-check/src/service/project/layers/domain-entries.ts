import { isForInfrastructure } from '../../../domain/rules/infra-directory/rule.ts'
import type { DomainEntry } from '../../../domain/project/survey.ts'
import type { Layers } from './layers.ts'
import type { Entry } from '../files/tree.ts'

/**
 * Returns the files and folders of the domain, in order of path: those among the listed entries, and the files planted
 * in memory with their folders.
 */
export const domainEntries = (
  entries: readonly Entry[],
  planted: readonly string[],
  layers: Layers,
): readonly DomainEntry[] => {
  const found = new Map<string, DomainEntry['kind']>()
  const add = (path: string, kind: DomainEntry['kind']): void => {
    const inside = kind === 'folder' ? `${path}/_` : path
    if (layers.of(inside) === 'domain' || isInfraOfDomain(path, layers)) found.set(path, kind)
  }
  for (const entry of entries) {
    if (entry.kind === 'folder' || entry.kind === 'file') add(entry.path, entry.kind)
    else if (entry.kind === 'link') add(entry.path, entry.to)
  }
  for (const path of planted) {
    add(path, 'file')
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) add(path.slice(0, at), 'folder')
  }
  return [...found].map(([path, kind]) => ({ path, kind })).toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

/**
 * Whether a path is, or is in, an infrastructure folder directly below a folder of the domain. It belongs to the domain
 * even if the patterns leave it out.
 */
export const isInfraOfDomain = (path: string, layers: Layers): boolean => {
  const segments = path.split('/')
  return segments.some(
    (segment, i) =>
      isForInfrastructure(segment) && i > 0 && layers.of(`${segments.slice(0, i).join('/')}/_`) === 'domain',
  )
}
