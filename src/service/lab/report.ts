import { deepFreeze } from '../../domain/capability/freeze.ts'
import type { Law } from '../../domain/conformance/law.ts'
import type { Settled } from '../../domain/conformance/summary.ts'
import type { Technology } from '../binding/executor.ts'
import { cases, type Trial } from './conformance.ts'
import type { Rig } from './rig.ts'

/** What was found out about a rig's binding. */
export interface Report {
  /** The rig's name. */
  readonly name: string
  readonly technology: Technology
  readonly grants: { readonly [guarantee: string]: string }
  readonly limits: { readonly [limit: string]: number }
  /** The failures that it says it can give. */
  readonly failures: readonly string[]
  readonly trial: Trial
  /** Every case that was run, in the order in which it was, and those that are not promised. */
  readonly cases: readonly Settled[]
}

/** What bounds a proof. */
export interface Bounds {
  /** Only cases of these laws are run. */
  readonly laws: readonly Law[] | 'all'
  /** When it fires, no other case is begun, and nothing is told of the one that was running: it may have been disturbed. */
  readonly stop: AbortSignal
}

/** Runs the cases of a rig one after the other and reports. `told` hears of each as it ends, and of how many there are; the next one waits for it. */
export const prove = async (
  rig: Rig,
  trial: Trial,
  told: (settled: Settled, of: number) => unknown,
  bounds?: Bounds,
): Promise<Report> => {
  // It is never opened: it is asked for what it says of itself.
  const { technology, grants, limits, failures } = rig.binding({ folder: '/nowhere', name: 'nowhere' }, trial.policy)
  const wanted = bounds?.laws ?? 'all'
  const chosen = cases(rig, trial).filter(({ law }) => wanted === 'all' || wanted.includes(law))
  const settled: Settled[] = []
  for (const { id, law, says, judge } of chosen) {
    const verdict = await judge()
    if (bounds?.stop.aborted === true) break
    const one = { id, law, says, verdict }
    settled.push(one)
    await told(one, chosen.length)
  }
  // Copies, so that what the caller and the binding own is left as it is.
  return deepFreeze(structuredClone({ name: rig.name, technology, grants, limits, failures, trial, cases: settled }))
}
