import { basename, relative, resolve, sep } from 'node:path'
import type { Reading } from '../../../domain/project/reading.ts'
import { select, listedAs, type Selection, selectionOf } from '../../../service/project/selection.ts'
import type { Project } from '../../../service/project/project.ts'
import { holdsCode } from '../../../service/project/files/paths.ts'
import { unreadEntries } from '../../../service/project/layers/unread-entries.ts'
import { clean } from '../terminal/visible.ts'
import { UsageError } from '../terminal/usage.ts'
import type { OpenProject } from './open-project.ts'

/**
 * Returns the files that a command line selects; `null` means the whole project. Throws a `UsageError` that says which
 * path cannot be checked, and why.
 */
export const selectedFiles = async (
  folder: string,
  opened: OpenProject,
  paths: readonly string[],
  changed: boolean,
): Promise<Selection | null> => {
  const named = paths.length === 0 ? null : together(paths.map((path) => selectionAt(folder, opened, path)))
  if (!changed) return named
  const selection = await changedSelection(opened)
  if (named === null || selection === null) return selection ?? named
  const has = new Set([...named.paths, ...named.unlayered])
  return {
    ...selection,
    paths: selection.paths.filter((path) => has.has(path)),
    unlayered: selection.unlayered.filter((path) => has.has(path)),
  }
}

/** Reads the selected files of a project, or the whole project if `selection` is `null`. */
export const readSelection = (project: Project, selection: Selection | null): Reading => {
  if (selection === null) return project.read()
  const { paths, unlayered, unread } = selection
  const reading = project.readOnly(paths)
  return { ...reading, unlayered, unread: [...unread, ...reading.unread] }
}

const selectionAt = (folder: string, { root, project, configPath }: OpenProject, path: string): Selection => {
  const place = relative(root, resolve(folder, path)).split(sep).join('/')
  if (place === '..' || place.startsWith('../'))
    throw new UsageError(`${clean(path)} is outside the project of ${clean(configPath)}.`)
  const answer = select(project, root, place)
  if (answer.kind === 'refused')
    throw new UsageError(`${clean(path)} ${answer.says.replace(/\.$/, '')}. Nothing was checked.`)
  return answer
}

const together = (parts: readonly Selection[]): Selection => ({
  kind: 'selection',
  paths: [...new Set(parts.flatMap(({ paths }) => paths))],
  unlayered: [...new Set(parts.flatMap(({ unlayered }) => unlayered))],
  unread: parts.flatMap(({ unread }) => unread),
})

/**
 * Returns the changed files; `null` means the whole project, because a file changed that affects how every file is
 * judged.
 */
const changedSelection = async ({ root, project, configPath }: OpenProject): Promise<Selection | null> => {
  const { changedIn } = await import('../../../service/node/git.ts')
  const decides = (path: string): boolean => path === basename(configPath) || DECIDING.test(path)
  const changed = await changedIn(root, (path) => decides(path) || project.isChecked(path) || holdsCode(path))
  switch (changed.kind) {
    case 'no_git':
      throw new UsageError('git is not installed, so the changed files are not known. Leave out --changed.')
    case 'no_repository':
      throw new UsageError(
        `${clean(root)} is not in a git repository, so the changed files are not known. Leave out --changed.`,
      )
    case 'failed':
      throw new UsageError(`git cannot list the changed files: ${clean(changed.says)}`)
    case 'changed':
      if ([...changed.paths, ...changed.gone].some(decides)) return null
      return selectionOf(
        project,
        [...new Set(changed.paths.map((path) => listedAs(project, root, path) ?? path))].filter((path) =>
          project.isChecked(path),
        ),
        unreadEntries(
          changed.paths.map((path) => ({ kind: 'file', path })),
          project.layers,
        ),
      )
    default:
      return changed satisfies never
  }
}

/**
 * The files, besides the config, that affect how other files are judged. They count in every package of the project.
 */
const DECIDING = /^(?:tenon-baseline\.json|pnpm-workspace\.yaml|(?:.*\/)?(?:package|tsconfig[^/]*)\.json)$/
