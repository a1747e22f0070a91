import { realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Reading } from '../../domain/project/reading.ts'
import type { Project } from './project.ts'
import { isSource } from '../../domain/config/layer.ts'
import { placeIn } from './files/paths.ts'
import { whyUnreadable } from './files/unreadable.ts'
import { unreadEntries } from './layers/unread-entries.ts'

/** The files of a project that were selected for a check. */
export interface Selection {
  readonly kind: 'selection'
  /** Source files in a layer. */
  readonly paths: readonly string[]
  readonly unlayered: readonly string[]
  readonly unread: Reading['unread']
}

/** A selected path that cannot be checked. `says` is the reason, as the end of a sentence about the path. */
export interface Refused {
  readonly kind: 'refused'
  readonly says: string
}

/**
 * Selects a source file of the project, or those of a folder. `named` is the path from the root; the empty path is the
 * root itself. A link selects its target.
 */
export const select = (project: Project, root: string, named: string): Selection | Refused => {
  const kind = kindAt(join(root, named))
  if (typeof kind !== 'string') return kind
  const path = listedAs(project, root, named)
  if (path === null) return refused('is a link that leads out of the project, so it is not followed')
  if (kind === 'folder') return ofFolder(project, path)
  if (!isSource(path)) return refused('is not a source file: those end with .ts, .js and the like')
  if (!project.isChecked(path)) return refused(leftOut(project, path))
  return selectionOf(project, [path], [])
}

/**
 * Returns the path under which a check of the whole project lists a file: the path with links resolved. `null` if they
 * lead out of the project.
 */
export const listedAs = (project: Project, root: string, path: string): string | null => {
  const place = placeIn(realpathSync.native(root), realpathSync.native(join(root, path)))
  if (place === null || place === path) return place
  return project.layers.leavesOut(place) ? path : place
}

const kindAt = (path: string): 'folder' | 'file' | Refused => {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return refused('does not exist')
    if (stats.isDirectory()) return 'folder'
    // Reading a pipe would wait forever.
    return stats.isFile() ? 'file' : refused('is neither a file nor a folder')
  } catch (error) {
    return refused(`cannot be checked. ${whyUnreadable('path', error)}`)
  }
}

/** Returns a selection of some source files. */
export const selectionOf = (project: Project, sources: readonly string[], unread: Reading['unread']): Selection => ({
  kind: 'selection',
  paths: sources.filter((path) => project.layers.of(path) !== null),
  unlayered: sources.filter((path) => project.layers.of(path) === null),
  unread,
})

const ofFolder = (project: Project, path: string): Selection | Refused => {
  const marker = path === '' ? '_.ts' : `${path}/_.ts`
  if (!project.isChecked(marker) && path !== '') return refused(leftOut(project, marker))
  const entries = project.below(path)
  const sources = entries.filter((entry) => entry.kind === 'file' && project.isChecked(entry.path))
  const unread = unreadEntries(entries, project.layers)
  if (sources.length + unread.length === 0) return refused('contains no source file that is checked')
  return selectionOf(
    project,
    sources.map((entry) => entry.path),
    unread,
  )
}

const leftOut = (project: Project, path: string): string => {
  if (project.layers.ignores(path)) return 'is left out by "ignored" in the config'
  return path.includes('/')
    ? 'is left out, like everything in node_modules and in folders that begin with a dot'
    : 'is the config'
}

const refused = (says: string): Refused => ({ kind: 'refused', says })
