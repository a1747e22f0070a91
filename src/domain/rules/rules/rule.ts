import type { Layer } from '../config/layer.ts'
import type { Survey } from '../project/survey.ts'
import type { View } from '../project/view.ts'
import type { RuleId } from './rule-id.ts'
import type { PlacedViolation, Violation } from './violation.ts'

/** A few lines that break a rule, as proof that it is alive. */
export interface Plant {
  readonly layer: Layer
  /** The name of the file, below a folder of the layer. */
  readonly file: string
  /** Its text, in which `<domain>` stands for the specifier of some file of the domain. */
  readonly text: string
}

interface RuleDescription {
  readonly id: RuleId
  /** The cell of the constraint table that it decides. */
  readonly cell: string
  readonly layers: readonly Layer[]
  /** What it demands, in one sentence. */
  readonly what: string
  /** Why, in the pattern's words. */
  readonly why: string
  /** How to mend what breaks it. */
  readonly how: string
  readonly plants: readonly Plant[]
}

/** A rule that looks at one file and at where its references lead. */
export interface FileRule extends RuleDescription {
  readonly reads: 'file'
  readonly find: (view: View) => readonly Violation[]
}

/** A rule that needs the whole project, and so runs in no linter. */
export interface ProjectRule extends RuleDescription {
  readonly reads: 'project'
  /** Why a linter, which sees one file at a time, cannot have it. */
  readonly notInLinters: string
  readonly find: (survey: Survey) => readonly PlacedViolation[]
}

/** A cell of the constraint table as data, and the function of facts that decides it. */
export type Rule = FileRule | ProjectRule
