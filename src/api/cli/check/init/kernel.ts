import type { Project } from '../../../../service/project/project.ts'
import type { Placement } from './guess-layers.ts'
import { foldersAbove, isPassage, type LayerFolders, literal, parentOf } from './folders.ts'
import { filesImported, obstacleIn } from './imports.ts'

/** What the domain imports of the project outside of the folders that are named for it. */
export interface Kernel {
  /** The files that can be domain, where they belong now: all that they reach imports nothing but the domain and pure packages. */
  readonly units: ReadonlyMap<string, Placement>
  /** What keeps the others from being domain, what keeps out most of them first. */
  readonly blocks: readonly Block[]
}

/** A file that keeps itself, and what imports it, from being domain. */
export interface Block extends Cause {
  /** The files that the domain imports and that it keeps out. */
  readonly keepsOut: readonly string[]
}

interface Cause {
  readonly path: string
  /** What it does that the domain does not, as the end of a sentence about it. */
  readonly says: string
}

type Placed = (path: string) => Placement['place'] | null

/** Finds what the domain shares with the rest of the project, such as a folder `shared/core`. `project` looks at every file as one of the domain. */
export const kernelOf = (units: ReadonlyMap<string, Placement>, folders: LayerFolders, project: Project): Kernel => {
  const placed: Placed = (path) => units.get(path)?.place ?? layerOf(path, folders)
  const sources = [...units.keys()]
  const domain = sources.filter((path) => placed(path) === 'domain')
  const outside = [...new Set(domain.flatMap((path) => filesImported(project, path)))].filter(
    (path) => placed(path) !== 'domain',
  )
  if (outside.length === 0) return { units: new Map(), blocks: [] }
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
  const unitFor = (path: string): Placement => {
    const folder = foldersAbove(path).find(isWhole)
    return { place: 'domain', pattern: folder === undefined ? literal(path) : `${literal(folder)}/**`, fixed: true }
  }
  return {
    units: new Map([...kernel].map((path) => [path, unitFor(path)])),
    blocks: blocksOf(outside.filter((path) => !kernel.has(path)).map((path) => [path, causeFor(path, causes, placed)])),
  }
}

/** What a search for the kernel goes by. */
interface Search {
  /** All sources but tests. */
  readonly judged: readonly string[]
  readonly folders: LayerFolders
  readonly placed: Placed
  /** Whether a file of the api can be domain. */
  readonly free: (path: string) => boolean
  readonly freeImports: (path: string) => readonly string[]
}

/** What is needed, and all else in those of its folders that can be domain in whole. */
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

/** Why each file of the api cannot be domain that cannot, because of itself or of what it reaches: the nearest cause. */
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
  // What is added on the way is gone through too.
  for (const [path, cause] of causes)
    for (const importer of importers.get(path) ?? []) if (!causes.has(importer)) causes.set(importer, cause)
  return causes
}

const causeFor = (path: string, causes: ReadonlyMap<string, Cause>, placed: Placed): Cause => {
  const place = placed(path)
  const says = place === null ? 'is no source file' : place === 'ignored' ? 'is ignored' : `is in the layer ${place}`
  return causes.get(path) ?? { path, says }
}

const blocksOf = (kept: readonly (readonly [path: string, cause: Cause])[]): readonly Block[] =>
  [...Map.groupBy(kept, ([, { path }]) => path).values()]
    .flatMap((alike) =>
      alike.slice(0, 1).map(([, cause]) => ({ ...cause, keepsOut: alike.map(([path]) => path).toSorted() })),
    )
    .toSorted((one, other) => other.keepsOut.length - one.keepsOut.length)

/** The files that are reached from some, these not among them. */
const reachedFrom = (starts: readonly string[], imported: (path: string) => readonly string[]): ReadonlySet<string> => {
  const reached = new Set(starts.flatMap(imported))
  // What is added on the way is gone through too.
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
