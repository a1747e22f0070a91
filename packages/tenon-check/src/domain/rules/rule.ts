import type { Layer } from '../config/layer.ts'
import type { Survey } from '../project/survey.ts'
import type { View } from '../project/view.ts'
import type { RuleId } from './rule-id.ts'
import type { PlacedViolation, Violation } from './violation.ts'

/** A few lines that break a rule, to prove that the check finds them. */
export interface Plant {
  readonly layer: Layer
  /** The name of the file, below a folder of the layer. */
  readonly file: string
  /** Its text, in which `<domain>` is a placeholder for the specifier of some domain file. */
  readonly text: string
}

interface RuleDescription {
  readonly id: RuleId
  /** The cell of the constraint table that it decides. */
  readonly cell: string
  readonly layers: readonly Layer[]
  /** What it requires, in one sentence. */
  readonly what: string
  /** Why it is required, in the words of the pattern. */
  readonly why: string
  /** How to fix what breaks it. */
  readonly how: string
  readonly plants: readonly Plant[]
}

/** A rule that looks at one file and at where its references lead. */
export interface FileRule extends RuleDescription {
  readonly reads: 'file'
  readonly find: (view: View) => readonly Violation[]
}

/** A rule that needs the whole project, so linters do not run it. */
export interface ProjectRule extends RuleDescription {
  readonly reads: 'project'
  /** Why a linter, which sees one file at a time, cannot run it. */
  readonly notInLinters: string
  readonly find: (survey: Survey) => readonly PlacedViolation[]
}

/** A cell of the constraint table as data, and the function of facts that decides it. */
export type Rule = FileRule | ProjectRule
