import { decideStep, movedBuild, movesBuild } from '../../../domain/projection/documents/decide.ts'
import {
  type FoldDefect,
  type FoldedDocument,
  grouped,
  nextDocument,
} from '../../../domain/projection/documents/fold.ts'
import { documentId, stepId } from '../../../domain/projection/documents/ids.ts'
import { documentKey, type DocumentKeys, folderPrefix } from '../../../domain/projection/documents/keys.ts'
import { type KeptBuild, readDocument } from '../../../domain/projection/documents/kept.ts'
import type { DocumentParts, DocumentProjection } from '../../../domain/projection/projection.ts'
import type { Committed, Step } from '../../../domain/projection/read-model.ts'
import { inLanes } from './in-lanes.ts'
import type { KeptBuilds } from './kept-builds.ts'
import type { KeptAt, KeptEntries } from './kept-entries.ts'
import { AT_ONCE, removeLeftovers } from './leftovers.ts'

/** What a commit works with. */
export interface Committing<P extends DocumentParts> {
  readonly projection: DocumentProjection<P>
  readonly keys: DocumentKeys
  readonly entries: KeptEntries
  readonly builds: KeptBuilds
  /** A text of this runner alone. */
  readonly runner: string
}

/**
 * Adds the events of a step to the documents of a build, and then moves its checkpoint. Documents come first: if the
 * process ends between the two, the next runner takes the step again, and each document passes over the events that it
 * has taken already.
 */
export const commit = async <P extends DocumentParts>(
  by: Committing<P>,
  step: Step<P['events']>,
): Promise<Committed> => {
  const [first, live] = await Promise.all([by.builds.get(step.build), by.builds.live()])
  let kept = first
  let isFolded = false
  for (;;) {
    const id = stepId(by.runner, kept?.value.folder ?? '', step)
    const decision = decideStep(kept?.value ?? null, step, id)
    if (kept === null || decision === 'dropped') {
      await removeLeftovers(by.entries, by.keys, by.builds)
      return { kind: 'dropped' }
    }
    if (decision === 'paused' || decision === 'taken_over') return { kind: decision }
    const { folder }: KeptBuild = kept.value
    const committed = async (): Promise<Committed> => ({
      kind: 'committed',
      live: step.swap ? await by.builds.raise(step.build, folder) : live?.value.folder === folder,
    })
    if (decision === 'taken') return committed()
    if (!isFolded) {
      const failure = await foldAll(by, step, folder)
      if (failure !== null) return { kind: 'defect', says: failure.says }
      isFolded = true
    }
    if (!movesBuild(kept.value, step)) return committed()
    if (await by.builds.change(step.build, kept.revision, movedBuild(kept.value, step, id))) return committed()
    // Another runner has moved the build, or it was paused, resumed or dropped.
    kept = inFolder(folder, await by.builds.get(step.build))
  }
}

/** Returns a build as it is kept now, or `null` if it was dropped and begun again since. */
const inFolder = (folder: string, kept: KeptAt<KeptBuild> | null): KeptAt<KeptBuild> | null =>
  kept?.value.folder === folder ? kept : null

/** Folds the events of a step into their documents. Nothing is put before all of them are folded. */
const foldAll = async <P extends DocumentParts>(
  { projection, keys, entries }: Committing<P>,
  { events }: Step<P['events']>,
  folder: string,
): Promise<FoldDefect | null> => {
  const joined = (key: string) => documentKey(keys, folder, key)
  const groups = grouped(projection, events, (key) => {
    const fits = joined(key)
    return fits.kind === 'unfit' ? fits.says : null
  })
  if (groups.kind === 'defect') return groups
  const defects: FoldDefect[] = []
  const prefix = folderPrefix(keys, folder)
  const next = async (key: string): Promise<Change<P> | null> => {
    const kept = await entries.get(prefix + key, readDocument)
    const folded = nextDocument(projection, kept?.value ?? null, groups.groups.get(key) ?? [])
    if (folded.kind === 'defect') defects.push(folded)
    return folded.kind === 'changed' ? { key, folded, expected: kept?.revision ?? 'absent' } : null
  }
  const changes: Change<P>[] = []
  await inLanes(groups.groups.keys(), AT_ONCE, async (key) => {
    const change = await next(key)
    if (change !== null) changes.push(change)
  })
  if (defects.length === 0) {
    await inLanes(changes, AT_ONCE, async (first) => {
      for (let change: Change<P> | null = first; change !== null; change = await next(change.key)) {
        const { folded, expected } = change
        const { at, document } = folded
        const key = prefix + change.key
        const what = `the document ${JSON.stringify(change.key)}`
        if (await entries.put({ key, value: { at, document }, id: documentId(key, at), expected, what })) return
        // Another runner has put the document.
      }
    })
  }
  return defects.toSorted((a, b) => a.position - b.position)[0] ?? null
}

/** A document that is to be put. */
interface Change<P extends DocumentParts> {
  readonly key: string
  readonly folded: FoldedDocument<P['document']>
  readonly expected: number | 'absent'
}
