import type { Capability } from '../../../../domain/capability/capability.ts'
import { cases, type Trial } from '../../../../service/lab/runner/conformance.ts'
import { type Bounds, chosenFrom } from '../../../../service/lab/runner/report.ts'
import type { Laws } from '../../../../domain/conformance/law.ts'
import type { Rig } from '../../../../service/lab/rig.ts'
import { UsageError } from '../../terminal/usage.ts'

/**
 * A selection of a rig's cases: by laws, and by ids or beginnings of ids. If nothing is named, it selects all cases.
 */
export interface Selection {
  readonly laws: readonly string[]
  readonly cases: readonly string[]
}

/** A case to run. */
export interface SelectedCase {
  readonly id: string
  readonly law: string
}

/** Returns the beginnings of the ids of the selected cases. */
export const idsOf = ({ laws: names, cases: ids }: Selection): Bounds['cases'] =>
  names.length + ids.length === 0 ? 'all' : [...names.map((law) => `${law}/`), ...ids]

/** Returns the laws that get a verdict. */
export const lawsOf = (laws: Laws, selection: Selection, chosen: readonly SelectedCase[]): readonly string[] =>
  Object.keys(laws).filter(
    (law) => idsOf(selection) === 'all' || selection.laws.includes(law) || chosen.some((each) => each.law === law),
  )

/** Returns the selected cases of a rig. Throws a `UsageError` if a law is unknown, an id fits no case, or no case is left. */
export const selectedCases = (
  rig: Rig<Capability>,
  laws: Laws,
  trial: Trial,
  selection: Selection,
): readonly SelectedCase[] => {
  const unknown = selection.laws.find((law) => !Object.hasOwn(laws, law))
  if (unknown !== undefined)
    throw new UsageError(
      `${rig.specification.capability.name} has no law ${unknown}. Its laws are ${Object.keys(laws).join(', ')}.`,
    )
  const all = cases(rig, trial)
  for (const begin of selection.cases) {
    if (all.some(({ id }) => id.startsWith(begin))) continue
    const hostile = cases(rig, { ...trial, effort: 'full' }).some(({ id }) => id.startsWith(begin))
    throw new UsageError(
      hostile ? leftOut(begin) : `No case of ${rig.name} has an id that begins with ${begin}. ${near(begin, all)}`,
    )
  }
  const chosen = chosenFrom(all, idsOf(selection))
  if (chosen.length > 0) return chosen
  const hostile = trial.effort === 'plain' && selection.laws.every((law) => laws[law]?.hostile === true)
  throw new UsageError(
    hostile
      ? leftOut(selection.laws.join(', '))
      : `No case is left: ${rig.name} states no fault that ${selection.laws.join(', ')} could be tested with.`,
  )
}

const leftOut = (what: string): string => `No case is left: ${what} is only run with --effort short or full.`

const near = (begin: string, all: readonly SelectedCase[]): string => {
  const [law] = begin.split('/')
  const ids = all.filter((each) => each.law === law).map(({ id }) => id)
  const beginnings = [...new Set(all.map((each) => `${each.law}/`))]
  return ids.length > 0 ? `The cases of ${law} are ${ids.join(', ')}.` : `Ids begin with ${beginnings.join(', ')}.`
}
