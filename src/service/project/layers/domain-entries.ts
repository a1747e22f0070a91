import { isForInfrastructure } from '../../../domain/rules/constraints/infra-directory.ts'
import type { Standing } from '../../../domain/rules/rule.ts'
import type { Layers } from './layers.ts'
import type { Entry } from '../files/tree.ts'

/** What stands in the domain: of what was listed, and of the files that are planted in memory with the folders that come with them. In order of path. */
export const domainEntries = (
  entries: readonly Entry[],
  planted: readonly string[],
  layers: Layers,
): readonly Standing[] => {
  const standing = new Map<string, Standing['kind']>()
  const add = (path: string, kind: Standing['kind']): void => {
    const inside = kind === 'folder' ? `${path}/_` : path
    if (layers.of(inside) === 'domain' || isInfraOfDomain(path, layers)) standing.set(path, kind)
  }
  for (const entry of entries) {
    if (entry.kind === 'folder' || entry.kind === 'file') add(entry.path, entry.kind)
    else if (entry.kind === 'link') add(entry.path, entry.to)
  }
  for (const path of planted) {
    add(path, 'file')
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) add(path.slice(0, at), 'folder')
  }
  return [...standing]
    .map(([path, kind]) => ({ path, kind }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

/** Whether a path is, or lies in, a folder for infrastructure right below a folder of the domain. It is the domain's, whatever patterns leave it out. */
export const isInfraOfDomain = (path: string, layers: Layers): boolean => {
  const segments = path.split('/')
  return segments.some(
    (segment, i) =>
      isForInfrastructure(segment) && i > 0 && layers.of(`${segments.slice(0, i).join('/')}/_`) === 'domain',
  )
}
