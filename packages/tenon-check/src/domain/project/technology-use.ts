import type { Span } from '../facts/span.ts'
import { names } from '../technology/technology.ts'
import type { Survey } from './survey.ts'
import type { Edge, View } from './view.ts'

/** The first place where the service uses a technology. */
export interface TechnologyUse extends Span {
  readonly technology: string
  readonly path: string
  readonly specifier: string
}

/** The first use of each technology in the service, in order of path. */
export const firstUses = ({ views }: Survey): readonly TechnologyUse[] => {
  const first = new Map<string, TechnologyUse>()
  for (const view of views) {
    if (view.layer !== 'service') continue
    for (const edge of view.edges) {
      const technology = technologyOf(view, edge)
      const { specifier, start, end } = edge.reference
      if (technology === null || specifier === null || first.has(technology)) continue
      first.set(technology, { technology, path: view.facts.path, specifier, start, end })
    }
  }
  return [...first.values()]
}

/**
 * The name of the technology that a reference leads to, or `null`. Tenon's bindings count as theirs: `tenon/nats` leads
 * to NATS.
 */
export const technologyOf = (
  { technologies }: Pick<View, 'technologies'>,
  { reference: { specifier }, target }: Edge,
): string | null => {
  if (target.kind !== 'package' && target.kind !== 'builtin') return null
  const provided = target.kind === 'builtin' ? `node:${target.name}` : target.name
  const found = technologies.find(
    ({ name, packages }) =>
      `tenon/${name.toLowerCase()}` === specifier ||
      packages.some((pattern) => names(pattern, provided) || names(pattern, specifier ?? '')),
  )
  return found?.name ?? null
}

/**
 * The names of the technologies that a service file uses, itself or through the service files that it imports, sorted.
 */
export const reachedBy = (view: View): readonly string[] => {
  const reached = new Set([view])
  const found = new Set<string>()
  // Iterating a set also visits what is added during the loop.
  for (const each of reached)
    for (const edge of each.edges) {
      const technology = technologyOf(each, edge)
      if (technology !== null) found.add(technology)
      const next = edge.target.kind === 'file' && edge.target.layer === 'service' ? each.other(edge.target.path) : null
      if (next !== null) reached.add(next)
    }
  return [...found].toSorted()
}
