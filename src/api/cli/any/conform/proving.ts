import type { Law } from '../../../../domain/conformance/law.ts'
import type { Settled } from '../../../../domain/conformance/summary.ts'
import type { Policy } from '../../../../service/binding/policy.ts'
import type { Trial } from '../../../../service/lab/conformance.ts'
import { type Bounds, prove, type Report } from '../../../../service/lab/report.ts'
import type { Rig } from '../../../../service/lab/rig.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import type { WantedCase } from './selected-cases.ts'
import { type Running, Watch } from './watch.ts'

/** Policies by name, one at least. */
export type Policies = readonly [Named, ...Named[]]

type Named = readonly [name: string, policy: Policy]

/** How a rig is to be proved. */
export interface Proving {
  readonly effort: Trial['effort']
  readonly policies: Policies
  readonly ids: Bounds['cases']
  /** The cases that these ids are of. */
  readonly chosen: readonly WantedCase[]
  readonly json: boolean
}

/** What came of it. */
export interface Proved {
  /** One a policy, in their order. */
  readonly reports: readonly [Report, ...Report[]]
  readonly stopped: Stopped | null
}

/** Where a proof was stopped before all cases were run. */
export interface Stopped {
  /** How many cases had ended, under all policies together. */
  readonly after: number
  readonly of: number
  /** The laws of which cases were left. */
  readonly left: readonly Law[]
  readonly running: Running | null
}

/** Proves the rig under each of the policies, until the terminal stops. */
export const proved = async (
  terminal: Terminal,
  rig: Rig,
  { effort, policies, ids, chosen, json }: Proving,
): Promise<Proved> => {
  const [first, ...more] = policies
  const plan = policies.flatMap(() => chosen)
  const watch = new Watch(terminal.notes, plan.length)
  const bounds: Bounds = { cases: ids, stop: terminal.stop, begins: (id, ended) => watch.begins(id, ended) }
  const under = async ([name, policy]: Named): Promise<Report> => {
    const told = async (settled: Settled): Promise<void> => {
      if (json) await terminal.output.line(JSON.stringify({ policy: name, ...settled }))
      await watch.ends(settled)
    }
    const report = await prove(rig, { policy, effort }, told, bounds)
    return more.length === 0 ? report : { ...report, cases: report.cases.map((each) => brokenUnder(name, each)) }
  }
  try {
    const reports: [Report, ...Report[]] = [await under(first)]
    for (const policy of more) if (!terminal.stop.aborted) reports.push(await under(policy))
    const { count, running } = watch
    const left = plan.slice(count).map(({ law }) => law)
    return { reports, stopped: left.length === 0 ? null : { after: count, of: plan.length, left, running } }
  } finally {
    watch.clear()
  }
}

/** What was broken under one of several policies is said to have been. */
const brokenUnder = (policy: string, settled: Settled): Settled =>
  settled.verdict.kind === 'broken'
    ? { ...settled, verdict: { ...settled.verdict, says: `under the policy ${policy}, ${settled.verdict.says}` } }
    : settled
