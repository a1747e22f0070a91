import type { IgnoredSources } from '../../../domain/project/reading.ts'
import type { Layers } from './layers.ts'
import type { Outputs } from '../packages/outputs.ts'
import { isSource } from '../../../domain/config/layer.ts'
import { type Entry, tree } from '../files/tree.ts'

/** A pattern under "ignored", its index, and the source files of one layer that it takes out. */
export type Taking = Pick<IgnoredSources, 'pattern' | 'layer' | 'paths'> & { readonly index: number }

/**
 * Returns what "ignored" takes out of the domain and the service, for each pattern that does so. Build output is
 * rightly ignored and does not count. Ignored folders are searched only where a pattern of those layers may match.
 */
export const takenOut = (
  root: string,
  entries: readonly Entry[],
  layers: Layers,
  outputs: Outputs,
): readonly Taking[] => {
  const mayHold = (path: string): boolean => LOOKED.some((layer) => layers.mayFitBelow(path, layer))
  const taken = entries
    .flatMap((entry) => filesOf(root, entry, mayHold, outputs))
    .flatMap((path) => {
      const layer = layers.fitting(path)
      const by = layers.ignoring(path)
      if ((layer !== 'domain' && layer !== 'service') || by === null || outputs.isMade(path)) return []
      return [{ ...by, layer, path }]
    })
  const takings = Map.groupBy(taken, ({ layer, index }) => `${layer} ${index}`)
  return [...takings.values()].flatMap((alike) =>
    alike.slice(0, 1).map(({ index, pattern, layer }) => {
      return { index, pattern, layer, paths: alike.map(({ path }) => path).toSorted() }
    }),
  )
}

const LOOKED = ['domain', 'service'] as const

/** Returns the source files that an ignored entry is or contains. */
const filesOf = (
  root: string,
  entry: Entry,
  mayHold: (path: string) => boolean,
  outputs: Outputs,
): readonly string[] => {
  if (entry.kind !== 'ignored' || !mayHold(entry.path)) return []
  if (entry.is === 'file') return isSource(entry.path) ? [entry.path] : []
  if (entry.is === 'link' || outputs.isUntracked(entry.path)) return []
  return tree(root, entry.path, (path) => !mayHold(path)).flatMap(({ kind, path }) =>
    kind === 'file' && isSource(path) ? [path] : [],
  )
}
