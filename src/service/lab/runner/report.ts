import type { Capability } from '../../../domain/capability/capability.ts'
import { deepFreeze } from '../../../domain/capability/freeze.ts'
import type { Settled } from '../../../domain/conformance/summary.ts'
import type { Technology } from '../../binding/executor.ts'
import { cases, type Trial } from './conformance.ts'
import type { Rig } from '../rig.ts'

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
  /** Only cases of these ids are run, and where one is the id of no case, those whose ids begin so. */
  readonly cases: readonly string[] | 'all'
  /** When it fires, no other case is begun, and nothing is told of the one that was running: it may have been disturbed. It is not waited for. */
  readonly stop: AbortSignal
  /** Told of each case as it begins; `ended` resolves when it has cleared everything away, also where the proof was stopped. */
  begins(id: string, ended: Promise<unknown>): void
}

/** Runs the cases of a rig one after the other and reports. `told` hears of each as it ends, and of how many there are; the next one waits for it. */
export const prove = async <C extends Capability>(
  rig: Rig<C>,
  trial: Trial,
  told: (settled: Settled, of: number) => unknown,
  bounds?: Bounds,
): Promise<Report> => {
  // It is never opened: it is asked for what it says of itself.
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
    await told(one, chosen.length)
  }
  // Copies, so that what the caller and the binding own is left as it is.
  return deepFreeze(structuredClone({ name: rig.name, technology, grants, limits, failures, trial, cases: settled }))
}

/** The cases that are wanted: those of the ids, and where one is the id of no case, those whose ids begin so. */
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
