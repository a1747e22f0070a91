import type { UngroupedFinding } from '../../../domain/judgement/finding.ts'
import {
  type BaselineFile,
  applyBaselineFile,
  readBaseline,
  type BaselineResult,
} from '../../../service/project/baseline-file.ts'
import { clean } from '../terminal/visible.ts'
import { UsageError } from '../terminal/usage.ts'

/** Returns the baseline of a project, or `null` if it has none. Throws a `UsageError` if the baseline is invalid. */
export const baselineOf = (root: string): BaselineFile | null => {
  const read = readBaseline(root)
  switch (read.kind) {
    case 'none':
      return null
    case 'file':
      return read.file
    case 'wrong':
      throw new UsageError(`${clean(read.says)} Fix it, or restore it from version control.`)
    default:
      return read satisfies never
  }
}

/**
 * Splits findings into those that the project's baseline covers and the rest. `looked` are the judged files, or `null`
 * for the whole project.
 */
export const applyProjectBaseline = (
  root: string,
  findings: readonly UngroupedFinding[],
  looked: ReadonlySet<string> | null,
): BaselineResult => {
  const file = baselineOf(root)
  return file === null ? { findings, baselined: [] } : applyBaselineFile(file, findings, looked)
}
