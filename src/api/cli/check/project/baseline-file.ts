import type { Breach } from '../../../../domain/rules/judgement/finding.ts'
import {
  type BaselineFile,
  besideBaseline,
  readBaseline,
  type Rest,
} from '../../../../service/project/baseline-file.ts'
import { clean } from '../../event-line.ts'
import { UsageError } from '../../usage.ts'

/** The baseline of a project; `null` where it has none. Throws a `UsageError` where it is not as it must be. */
export const baselineOf = (root: string): BaselineFile | null => {
  const read = readBaseline(root)
  switch (read.kind) {
    case 'none':
      return null
    case 'file':
      return read.file
    case 'wrong':
      throw new UsageError(`${clean(read.says)} Mend it, or take it back from version control.`)
    default:
      return read satisfies never
  }
}

/** Takes what the project's baseline covers from among the findings. `looked` are the files that were judged, or `null` for the whole project. */
export const besideBaselineOf = (
  root: string,
  findings: readonly Breach[],
  looked: ReadonlySet<string> | null,
): Rest => {
  const file = baselineOf(root)
  return file === null ? { findings, baselined: [] } : besideBaseline(file, findings, looked)
}
