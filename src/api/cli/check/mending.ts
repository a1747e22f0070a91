import { join } from 'node:path'
import { applied } from '../../../domain/rules/judgement/edits.ts'
import type { Edit } from '../../../domain/rules/facts/edit.ts'
import { judge } from '../../../domain/rules/judgement/judge.ts'
import { rules } from '../../../domain/rules/rules.ts'
import { writeOver } from '../../../service/node/file.ts'
import { troubleWith } from '../../../service/node/trouble.ts'
import type { Part } from '../../../service/oxc/part.ts'
import type { Project } from '../../../service/oxc/project.ts'
import { read } from '../../../service/oxc/read.ts'
import { sourceAt } from '../../../service/oxc/tree.ts'
import { UsageError } from '../usage.ts'
import { readPart } from './asking.ts'
import type { Checking } from './checking.ts'
import type { Mended } from './report.ts'

/** Makes the edits that findings offer in the files that are asked for, until none is left. A file that cannot be parsed, before or after, is not touched. */
export const mend = async (checking: Checking, part: Part | null): Promise<readonly Mended[]> => {
  const edits = new Map<string, number>()
  let { project } = checking
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const mended = await mendOnce(checking.root, project, part)
    if (mended.length === 0) break
    for (const { path, edits: count } of mended) edits.set(path, (edits.get(path) ?? 0) + count)
    project = checking.planted(new Map())
  }
  return [...edits].map(([path, count]) => ({ path, edits: count }))
}

/** An edit inside of another waits for the next round. */
const MOST_ROUNDS = 8

const mendOnce = async (root: string, project: Project, part: Part | null): Promise<readonly Mended[]> => {
  const reading = readPart(project, part)
  const { findings } = judge(reading, rules, part === null ? 'project' : 'files')
  const mended: Mended[] = []
  for (const { facts } of reading.views) {
    const edits = findings
      .filter(({ path }) => path === facts.path)
      .flatMap(({ places }) => places.flatMap(({ edit }): readonly Edit[] => (edit === null ? [] : [edit])))
    if (edits.length === 0 || facts.troubles.length > 0) continue
    if (await rewrite(join(root, facts.path), edits)) mended.push({ path: facts.path, edits: edits.length })
  }
  return mended
}

/** Rewrites one file. Gives whether it changed. */
const rewrite = async (path: string, edits: readonly Edit[]): Promise<boolean> => {
  const source = sourceAt(path)
  if ('says' in source) return false
  const text = applied(source.text, edits)
  if (text === source.text || read(path, text, 'edges').troubles.length > 0) return false
  await writeOver(path, text).catch((error: unknown) => {
    throw new UsageError(troubleWith(path, error))
  })
  return true
}
