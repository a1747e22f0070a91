import { type Law, laws } from '../../../../domain/conformance/law.ts'
import { cases, type Trial } from '../../../../service/lab/conformance.ts'
import { type Bounds, chosenFrom } from '../../../../service/lab/report.ts'
import type { Rig } from '../../../../service/lab/rig.ts'
import { UsageError } from '../../terminal/usage.ts'

/** Which cases of a rig are wanted: those of the laws, and those of the ids or of what ids begin with. All are where none is named. */
export interface Wanted {
  readonly laws: readonly Law[]
  readonly cases: readonly string[]
}

/** A case that is to be run. */
export interface WantedCase {
  readonly id: string
  readonly law: Law
}

/** The beginnings of the ids of the wanted cases. */
export const idsOf = ({ laws: names, cases: ids }: Wanted): Bounds['cases'] =>
  names.length + ids.length === 0 ? 'all' : [...names.map((law) => `${law}/`), ...ids]

/** The laws of which a verdict is wanted. */
export const lawsOf = (wanted: Wanted, chosen: readonly WantedCase[]): readonly Law[] =>
  // The keys of the table itself, which the compiler takes for any text.
  (Object.keys(laws) as Law[]).filter(
    (law) => idsOf(wanted) === 'all' || wanted.laws.includes(law) || chosen.some((each) => each.law === law),
  )

/** The wanted cases of a rig. Throws a `UsageError` when an id fits none, or none is left. */
export const wantedCases = (rig: Rig, trial: Trial, wanted: Wanted): readonly WantedCase[] => {
  const all = cases(rig, trial)
  for (const begin of wanted.cases) {
    if (all.some(({ id }) => id.startsWith(begin))) continue
    const hostile = cases(rig, { ...trial, effort: 'full' }).some(({ id }) => id.startsWith(begin))
    throw new UsageError(
      hostile ? leftOut(begin) : `No case of ${rig.name} has an id that begins with ${begin}. ${near(begin, all)}`,
    )
  }
  const chosen = chosenFrom(all, idsOf(wanted))
  if (chosen.length > 0) return chosen
  const hostile = trial.effort === 'plain' && wanted.laws.every((law) => laws[law].hostile)
  throw new UsageError(
    hostile
      ? leftOut(wanted.laws.join(', '))
      : `No case is left: ${rig.name} states no fault that ${wanted.laws.join(', ')} could be tried with.`,
  )
}

const leftOut = (what: string): string => `No case is left: ${what} is tried with --effort short or full only.`

const near = (begin: string, all: readonly WantedCase[]): string => {
  const [law] = begin.split('/')
  const ids = all.filter((each) => each.law === law).map(({ id }) => id)
  const beginnings = [...new Set(all.map((each) => `${each.law}/`))]
  return ids.length > 0 ? `Those of ${law} are ${ids.join(', ')}.` : `Ids begin with ${beginnings.join(', ')}.`
}
