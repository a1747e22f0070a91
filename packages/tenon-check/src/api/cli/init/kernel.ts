import type { Project } from '../../../service/project/project.ts'
import type { Placement } from './guess-layers.ts'
import { foldersAbove, isPassage, type LayerFolders, literal, parentOf } from './folders.ts'
import { filesImported, obstacleIn } from './imports.ts'

/** The files that the domain imports from outside the folders that are named for it. */
export interface Kernel {
  /**
   * The files that can be domain, with their new place. Everything they reach imports only the domain and pure
   * packages.
   */
  readonly placements: ReadonlyMap<string, Placement>
  /** What keeps the other files from being domain. The one that keeps out most files is first. */
  readonly blocks: readonly Block[]
}

/** A file that cannot be domain, and so keeps out the files that import it. */
export interface Block extends Cause {
  /** The files imported by the domain that this file keeps out. */
  readonly keepsOut: readonly string[]
}

interface Cause {
  readonly path: string
  /** What the file does that the domain must not do, as the end of a sentence about it. */
  readonly says: string
}

type Placed = (path: string) => Placement['place'] | null

/**
 * Finds the files that the domain shares with the rest of the project, such as a folder `shared/core`. `project`
 * treats every file as domain.
 */
export const kernelOf = (
  placements: ReadonlyMap<string, Placement>,
  folders: LayerFolders,
  project: Project,
): Kernel => {
  const placed: Placed = (path) => placements.get(path)?.place ?? layerOf(path, folders)
  const sources = [...placements.keys()]
  const domain = sources.filter((path) => placed(path) === 'domain')
  const outside = [...new Set(domain.flatMap((path) => filesImported(project, path)))].filter(
    (path) => placed(path) !== 'domain',
  )
  if (outside.length === 0) return { placements: new Map(), blocks: [] }
  const causes = causesIn(sources, placed, project)
  const free = (path: string): boolean => placed(path) === 'api' && !causes.has(path)
  const freeImports = (path: string): readonly string[] => filesImported(project, path).filter(free)
  const needed = reachedFrom(domain, freeImports)
  const judged = sources.filter((path) => !['test', 'ignored'].includes(placed(path) ?? ''))
  const kernel = filledUp(needed, { judged, folders, free, freeImports, placed })
  const isDomain = (path: string): boolean => placed(path) === 'domain' || kernel.has(path)
  const isWhole = memoised(
    (folder) => !isPassage(folder, folders) && judged.every((path) => !path.startsWith(`${folder}/`) || isDomain(path)),
  )
  const placementFor = (path: string): Placement => {
    const folder = foldersAbove(path).find(isWhole)
    return { place: 'domain', pattern: folder === undefined ? literal(path) : `${literal(folder)}/**`, fixed: true }
  }
  return {
    placements: new Map([...kernel].map((path) => [path, placementFor(path)])),
    blocks: blocksOf(outside.filter((path) => !kernel.has(path)).map((path) => [path, causeFor(path, causes, placed)])),
  }
}

/** What a search for the kernel needs. */
interface Search {
  /** All sources except tests and ignored files. */
  readonly judged: readonly string[]
  readonly folders: LayerFolders
  readonly placed: Placed
  /** Whether a file of the api can be domain. */
  readonly free: (path: string) => boolean
  readonly freeImports: (path: string) => readonly string[]
}

/** Returns the needed files, and all other files of their folders if the whole folder can be domain. */
const filledUp = (
  needed: ReadonlySet<string>,
  { judged, folders, placed, free, freeImports }: Search,
): ReadonlySet<string> => {
  const files = new Map(
    [...new Set([...needed].map(parentOf))]
      .filter((folder) => folder !== '' && !isPassage(folder, folders))
      .map((folder) => [folder, judged.filter((path) => path.startsWith(`${folder}/`))] as const)
      .filter(([, held]) => held.every((path) => free(path) || placed(path) === 'domain')),
  )
  for (;;) {
    const kernel = new Set([...needed, ...[...files.values()].flat().filter(free)])
    const leaking = [...files].filter(([, held]) =>
      held.some((path) => freeImports(path).some((each) => !kernel.has(each))),
    )
    if (leaking.length === 0) return kernel
    for (const [folder] of leaking) files.delete(folder)
  }
}

/**
 * Returns the nearest cause for each file of the api that cannot be domain: the file itself, or a file that it
 * reaches.
 */
const causesIn = (sources: readonly string[], placed: Placed, project: Project): ReadonlyMap<string, Cause> => {
  const causes = new Map<string, Cause>()
  const importers = new Map<string, string[]>()
  for (const path of sources.filter((each) => placed(each) === 'api')) {
    const imported = filesImported(project, path)
    const foreign = imported.filter((each) => placed(each) !== 'api' && placed(each) !== 'domain')
    const says = obstacleIn(project, path, foreign)
    if (says !== null) causes.set(path, { path, says })
    for (const each of imported) importers.set(each, [...(importers.get(each) ?? []), path])
  }
  // The loop also visits the entries that it adds.
  for (const [path, cause] of causes)
    for (const importer of importers.get(path) ?? []) if (!causes.has(importer)) causes.set(importer, cause)
  return causes
}

const causeFor = (path: string, causes: ReadonlyMap<string, Cause>, placed: Placed): Cause => {
  const place = placed(path)
  const says = place === null ? 'is not a source file' : place === 'ignored' ? 'is ignored' : `is in the layer ${place}`
  return causes.get(path) ?? { path, says }
}

const blocksOf = (kept: readonly (readonly [path: string, cause: Cause])[]): readonly Block[] =>
  [...Map.groupBy(kept, ([, { path }]) => path).values()]
    .flatMap((alike) =>
      alike.slice(0, 1).map(([, cause]) => ({ ...cause, keepsOut: alike.map(([path]) => path).toSorted() })),
    )
    .toSorted((one, other) => other.keepsOut.length - one.keepsOut.length)

/** Returns the files that can be reached from the start files through imports. */
const reachedFrom = (starts: readonly string[], imported: (path: string) => readonly string[]): ReadonlySet<string> => {
  const reached = new Set(starts.flatMap(imported))
  // The loop also visits the entries that it adds.
  for (const path of reached) for (const each of imported(path)) reached.add(each)
  return reached
}

const layerOf = (path: string, folders: LayerFolders): Placement['place'] | null => {
  const folder = foldersAbove(path).find((each) => folders.has(each))
  return folder === undefined ? null : (folders.get(folder) ?? null)
}

const memoised = (decide: (folder: string) => boolean): ((folder: string) => boolean) => {
  const known = new Map<string, boolean>()
  return (folder) => {
    const before = known.get(folder)
    if (before !== undefined) return before
    const decided = decide(folder)
    known.set(folder, decided)
    return decided
  }
}
