import { dirname, posix } from 'node:path'
import type { Source } from './source.ts'

/** What each node of a graph leads to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** The files among some sources that each of them imports, by their paths. */
export const filesOf = (among: readonly Source[]): Graph => {
  const known = new Set(among.map(({ path }) => path))
  return new Map(
    among.map(({ path, imports }) => {
      const targets = imports.filter((to) => to.startsWith('.')).map((to) => posix.join(dirname(path), to))
      return [path, new Set(targets.filter((to) => known.has(to)))]
    }),
  )
}

/**
 * The folders that the files of each folder import from. A folder and the folders inside it count as one where they
 * import each other.
 */
export const foldersOf = (files: Graph): Graph => {
  const folders = new Map<string, Set<string>>()
  for (const [path, targets] of files) {
    const from = dirname(path)
    const among = folders.get(from) ?? new Set()
    for (const to of targets) if (!isInside(from, dirname(to)) && !isInside(dirname(to), from)) among.add(dirname(to))
    folders.set(from, among)
  }
  return folders
}

const isInside = (path: string, folder: string): boolean => `${path}/`.startsWith(`${folder}/`)

/**
 * The circles of a graph: each set of nodes that all lead to each other, sorted. (Tarjan, "Depth-first search and
 * linear graph algorithms", 1972.)
 */
export const circlesOf = (graph: Graph): readonly (readonly string[])[] => {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const circles: (readonly string[])[] = []
  const visit = (node: string): number => {
    const place = order.size
    order.set(node, place)
    lowest.set(node, place)
    open.push(node)
    for (const next of graph.get(node) ?? []) {
      const reached = !order.has(next) ? visit(next) : open.includes(next) ? (order.get(next) ?? place) : place
      lowest.set(node, Math.min(lowest.get(node) ?? place, reached))
    }
    if (lowest.get(node) === place) {
      const circle = open.splice(open.indexOf(node)).toSorted()
      if (circle.length > 1 || graph.get(node)?.has(node) === true) circles.push(circle)
    }
    return lowest.get(node) ?? place
  }
  for (const node of graph.keys()) if (!order.has(node)) visit(node)
  return circles
}
