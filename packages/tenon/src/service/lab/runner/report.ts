import type { Capability } from '../../../domain/capability/capability.ts'
import { deepFreeze } from '../../../domain/capability/declaration.ts'
import type { Settled } from '../../../domain/conformance/summary.ts'
import type { BoundTechnology } from '../../binding/executor.ts'
import { cases, type Trial } from './conformance.ts'
import type { Rig } from '../rig.ts'

/** The result of proving the binding of a rig. */
export interface Report {
  /** The name of the rig. */
  readonly name: string
  readonly technology: BoundTechnology
  readonly grants: { readonly [guarantee: string]: string }
  readonly limits: { readonly [limit: string]: number }
  /** The failures that the binding says it can give. */
  readonly failures: readonly string[]
  readonly trial: Trial
  /** Every case that was run, in order, and the cases that are not promised. */
  readonly cases: readonly Settled[]
}

/** What limits a proof. */
export interface Bounds {
  /** Only the cases with these ids are run. If no case has an id, it selects the cases whose ids begin with it. */
  readonly cases: readonly string[] | 'all'
  /**
   * When it fires, no further case begins. The case that was running may have been disturbed: it is neither reported
   * nor waited for.
   */
  readonly stop: AbortSignal
  /**
   * Called with each case as it begins. `ended` resolves when the case has cleared everything away, also if the proof
   * was stopped.
   */
  begins(id: string, ended: Promise<unknown>): void
}

/**
 * Runs the cases of a rig one after the other, and returns a report. `onVerdict` is called with each case as it ends,
 * and with the number of cases; the next case waits for it.
 */
export const prove = async <C extends Capability>(
  rig: Rig<C>,
  trial: Trial,
  onVerdict: (settled: Settled, of: number) => unknown,
  bounds?: Bounds,
): Promise<Report> => {
  // This binding is never opened. It only says what it promises.
  const { technology, grants, limits, failures } = rig.binding({ folder: '/nowhere', name: 'nowhere' }, trial.policy)
  const chosen = chosenFrom(cases(rig, trial), bounds?.cases ?? 'all')
  const settled: Settled[] = []
  const stopped = aborted(bounds?.stop)
  for (const { id, law, says, judge } of chosen) {
    if (bounds?.stop.aborted === true) break
    const judging = judge()
    bounds?.begins(id, judging)
    const verdict = await Promise.race([judging, stopped])
    if (verdict === 'stopped') break
    const one = { id, law, says, verdict }
    settled.push(one)
    await onVerdict(one, chosen.length)
  }
  // Copies are frozen, so that values of the caller and of the binding stay as they are.
  return deepFreeze(structuredClone({ name: rig.name, technology, grants, limits, failures, trial, cases: settled }))
}

/** Returns the cases with these ids. If no case has an id, it selects the cases whose ids begin with it. */
export const chosenFrom = <One extends { readonly id: string }>(
  all: readonly One[],
  wanted: Bounds['cases'],
): readonly One[] => {
  if (wanted === 'all') return all
  const beginnings = wanted.filter((each) => !all.some(({ id }) => id === each))
  return all.filter(({ id }) => wanted.includes(id) || beginnings.some((each) => id.startsWith(each)))
}

const aborted = (signal: AbortSignal | undefined): Promise<'stopped'> =>
  new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
