import { realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { withEdits } from '../../../domain/judgement/edits.ts'
import type { Edit } from '../../../domain/facts/edit.ts'
import { judge } from '../../../domain/judgement/judge.ts'
import { rules } from '../../../domain/rules/rules.ts'
import { writeOver } from '../../../service/node/file.ts'
import { troubleWith } from '../../../service/node/trouble.ts'
import type { Selection } from '../../../service/project/selection.ts'
import type { Project } from '../../../service/project/project.ts'
import { read } from '../../../service/oxc/read.ts'
import { Sources } from '../../../service/project/files/sources.ts'
import { UsageError } from '../terminal/usage.ts'
import { readSelection } from './selected-files.ts'
import type { OpenProject } from './open-project.ts'
import type { FixedFile } from '../report/report.ts'

/**
 * Makes the edits that findings offer in the selected files, until none is left. A file that cannot be parsed, before
 * or after the edits, is left as it is.
 */
export const applyFixes = async (opened: OpenProject, selection: Selection | null): Promise<readonly FixedFile[]> => {
  const edits = new Map<string, number>()
  let { project } = opened
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const mended = await applyFixesOnce(opened.root, project, selection)
    if (mended.length === 0) break
    for (const { path, edits: count } of mended) edits.set(path, (edits.get(path) ?? 0) + count)
    project = opened.withTexts(new Map())
  }
  return [...edits].map(([path, count]) => ({ path, edits: count }))
}

/** An edit inside another edit waits for the next round. */
const MOST_ROUNDS = 8

const applyFixesOnce = async (
  root: string,
  project: Project,
  selection: Selection | null,
): Promise<readonly FixedFile[]> => {
  const reading = readSelection(project, selection)
  const { findings } = judge(reading, rules, selection === null ? 'project' : 'files')
  const mended: FixedFile[] = []
  const sources = Sources.of(root)
  // A file that can be reached by several paths is rewritten only once.
  const written = new Set<string>()
  for (const { facts } of reading.views) {
    const edits = findings
      .filter(({ path }) => path === facts.path)
      .flatMap(({ places }) => places.flatMap(({ edit }): readonly Edit[] => (edit === null ? [] : [edit])))
    if (edits.length === 0 || facts.troubles.length > 0) continue
    const source = sources.at(facts.path)
    const path = join(root, facts.path)
    if ('says' in source || written.has(fileAt(path))) continue
    written.add(fileAt(path))
    if (await rewrite(realpathSync.native(path), source.text, edits))
      mended.push({ path: facts.path, edits: edits.length })
  }
  return mended
}

/** Returns a key that is the same for all paths and names of one file. */
const fileAt = (path: string): string => {
  const { dev, ino } = statSync(path, { bigint: true })
  return `${dev} ${ino}`
}

/** Applies edits to one file, whose text was `before`. Returns whether the file changed. */
const rewrite = async (path: string, before: string, edits: readonly Edit[]): Promise<boolean> => {
  const text = withEdits(before, edits)
  if (text === before || read(path, text, 'edges').troubles.length > 0) return false
  await writeOver(path, text).catch((error: unknown) => {
    throw new UsageError(troubleWith(path, error))
  })
  return true
}
