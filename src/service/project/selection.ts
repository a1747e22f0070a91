import { realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Reading } from '../../domain/rules/judgement/reading.ts'
import type { Project } from './project.ts'
import { isSource } from '../../domain/rules/layer.ts'
import { placeIn } from './files/paths.ts'
import { whyUnreadable } from './files/unreadable.ts'
import { unreadEntries } from './layers/unread-entries.ts'

/** What of a project somebody asks to check. */
export interface Selection {
  readonly kind: 'selection'
  /** Source files that stand in a layer. */
  readonly paths: readonly string[]
  readonly unlayered: readonly string[]
  readonly unread: Reading['unread']
}

/** A path that somebody asks for and that cannot be checked; why, as the end of a sentence about it. */
export interface Refused {
  readonly kind: 'refused'
  readonly says: string
}

/** What a path of the project comes to: a source file, or those of a folder. The empty path is its root. A link comes to what it leads to. */
export const select = (project: Project, root: string, named: string): Selection | Refused => {
  const kind = kindAt(join(root, named))
  if (typeof kind !== 'string') return kind
  const path = listedAs(project, root, named)
  if (path === null) return refused('is a link that leads out of the project, so it is not followed')
  if (kind === 'folder') return ofFolder(project, path)
  if (!isSource(path)) return refused('is no source file: those end with .ts, .js and the like')
  if (!project.isChecked(path)) return refused(leftOut(project, path))
  return selectionOf(project, [path], [])
}

/** The path by which a check of the whole project lists what stands at a path: that to which its links lead. `null` where they lead out of the project. */
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
    // A pipe would be waited for without end.
    return stats.isFile() ? 'file' : refused('is neither a file nor a folder')
  } catch (error) {
    return refused(`cannot be checked. ${whyUnreadable('path', error)}`)
  }
}

/** What some source files come to. */
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
  if (sources.length + unread.length === 0) return refused('holds no source file that is checked')
  return selectionOf(
    project,
    sources.map((entry) => entry.path),
    unread,
  )
}

const leftOut = (project: Project, path: string): string => {
  if (project.layers.ignores(path)) return 'is left out by "ignored" in the config'
  return path.includes('/') ? 'is left out, as all in node_modules and in folders with a dot is' : 'is the config'
}

const refused = (says: string): Refused => ({ kind: 'refused', says })
