import type { Laws } from '../../../../domain/conformance/law.ts'
import { type LawVerdict, type Settled, verdictOnLaw } from '../../../../domain/conformance/summary.ts'
import type { Bounds, Report } from '../../../../service/lab/runner/report.ts'
import type { Stopped } from './run-policies.ts'

/** What was proved of a rig, and the results. */
export interface Proof {
  /** One of the reports, for what the binding states about itself. */
  readonly report: Report
  readonly policies: readonly string[]
  /** The laws that get a verdict. */
  readonly laws: readonly string[]
  /** Every law of the rig's specification. */
  readonly table: Laws
  /** The selected ids. */
  readonly ids: Bounds['cases']
  /** The cases under all of the policies. */
  readonly cases: readonly Settled[]
  readonly stopped: Stopped | null
  /** Returns the command line that runs one case as it was run here. */
  rerun(id: string): string
}

/** The verdict on a law; `not_run` or `unfinished` if there is none. */
export type Word = LawVerdict['kind'] | 'not_run' | 'unfinished'

/** The verdict on one law. */
export interface LawRow {
  readonly law: string
  readonly word: Word
  readonly verdict: LawVerdict
}

/** Returns the verdicts on the selected laws, and on the other laws that were broken. */
export const verdictsOf = (proof: Proof): readonly LawRow[] =>
  Object.keys(proof.table)
    .map((law) => {
      const verdict = verdictOnLaw(proof, law)
      return { law, word: wordOf(proof, law, verdict), verdict }
    })
    .filter(({ law, word }) => proof.laws.includes(law) || word === 'broken')

const wordOf = ({ cases, report, stopped, table }: Proof, law: string, { kind }: LawVerdict): Word => {
  if (kind === 'broken') return kind
  if (stopped?.left.includes(law) === true) return cases.some((each) => each.law === law) ? 'unfinished' : 'not_run'
  return report.trial.effort === 'plain' && table[law]?.hostile === true ? 'not_run' : kind
}
