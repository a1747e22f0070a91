import type { TakenOut } from '../../domain/rules/judgement/reading.ts'
import type { Layers } from './layers.ts'
import type { Outputs } from './outputs.ts'
import { type Entry, isSource, tree } from './tree.ts'

/** A pattern under "ignored", which it is among them, and the source files of one layer that it takes out. */
export type Taking = Pick<TakenOut, 'pattern' | 'layer' | 'paths'> & { readonly index: number }

/**
 * What "ignored" takes out of the domain and the service, by the patterns that do. What is built is rightly ignored. Ignored folders are gone through only where a
 * pattern of those layers leads.
 */
export const takenOut = (
  root: string,
  entries: readonly Entry[],
  layers: Layers,
  outputs: Outputs,
): readonly Taking[] => {
  const takings = new Map<string, { readonly taking: Omit<Taking, 'paths'>; readonly paths: string[] }>()
  const mayHold = (path: string): boolean => LOOKED.some((layer) => layers.mayFitBelow(path, layer))
  for (const path of entries.flatMap((entry) => filesOf(root, entry, mayHold, outputs))) {
    const layer = layers.fitting(path)
    if ((layer !== 'domain' && layer !== 'service') || outputs.isBuilt(path)) continue
    const by = layers.ignoring(path)
    if (by === null) continue
    const key = `${layer} ${by.index}`
    const known = takings.get(key)
    if (known === undefined) takings.set(key, { taking: { ...by, layer }, paths: [path] })
    else known.paths.push(path)
  }
  return [...takings.values()].map(({ taking, paths }) => ({ ...taking, paths: paths.toSorted() }))
}

const LOOKED = ['domain', 'service'] as const

/** The source files that an ignored entry is or holds. */
const filesOf = (
  root: string,
  entry: Entry,
  mayHold: (path: string) => boolean,
  outputs: Outputs,
): readonly string[] => {
  if (entry.kind !== 'ignored' || !mayHold(entry.path)) return []
  if (entry.is === 'file') return isSource(entry.path) ? [entry.path] : []
  if (entry.is === 'link' || outputs.isIgnoredByGit(`${entry.path}/_`)) return []
  return tree(root, entry.path, (path) => !mayHold(path)).flatMap(({ kind, path }) =>
    kind === 'file' && isSource(path) ? [path] : [],
  )
}
