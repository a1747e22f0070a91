import { type Law, laws } from '../../../../domain/conformance/law.ts'
import { type LawVerdict, type Settled, verdictOnLaw } from '../../../../domain/conformance/summary.ts'
import type { Bounds, Report } from '../../../../service/lab/report.ts'
import type { Stopped } from './proving.ts'

/** What was tried of a rig, and what came of it. */
export interface Proof {
  /** One of the reports, for what the binding says of itself. */
  readonly report: Report
  readonly policies: readonly string[]
  /** The laws of which a verdict is wanted. */
  readonly laws: readonly Law[]
  /** The ids that were asked for. */
  readonly ids: Bounds['cases']
  /** The cases under all of the policies. */
  readonly cases: readonly Settled[]
  readonly stopped: Stopped | null
  /** Gives the command line that runs one case as it was run here. */
  alone(id: string): string
}

/** The verdict on a law, or that it was not come to. */
export type Word = LawVerdict['kind'] | 'not_run' | 'unfinished'

/** What is told of a law. */
export interface Told {
  readonly law: Law
  readonly word: Word
  readonly verdict: LawVerdict
}

/** What is told of the laws that were asked for, and of those that were broken on the way. */
export const verdictsOf = (proof: Proof): readonly Told[] =>
  // The keys of the table itself, which the compiler takes for any text.
  (Object.keys(laws) as Law[])
    .map((law) => {
      const verdict = verdictOnLaw(proof, law)
      return { law, word: wordOf(proof, law, verdict), verdict }
    })
    .filter(({ law, word }) => proof.laws.includes(law) || word === 'broken')

const wordOf = ({ cases, report, stopped }: Proof, law: Law, { kind }: LawVerdict): Word => {
  if (kind === 'broken') return kind
  if (stopped?.left.includes(law) === true) return cases.some((each) => each.law === law) ? 'unfinished' : 'not_run'
  return report.trial.effort === 'plain' && laws[law].hostile ? 'not_run' : kind
}
