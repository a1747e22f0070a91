import type { Capability } from '../../../../domain/capability/capability.ts'
import type { Settled } from '../../../../domain/conformance/summary.ts'
import type { Policy } from '../../../../service/binding/policy.ts'
import type { Trial } from '../../../../service/lab/runner/conformance.ts'
import { type Bounds, prove, type Report } from '../../../../service/lab/runner/report.ts'
import type { Rig } from '../../../../service/lab/rig.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { type Running, CaseProgress } from './case-progress.ts'
import type { SelectedCase } from './selected-cases.ts'

/** Policies with their names, at least one. */
export type Policies = readonly [Named, ...Named[]]

type Named = readonly [name: string, policy: Policy]

/** How to prove a rig. */
export interface PolicyRun {
  readonly effort: Trial['effort']
  readonly policies: Policies
  readonly ids: Bounds['cases']
  /** The cases that these ids select. */
  readonly chosen: readonly SelectedCase[]
  readonly json: boolean
}

/** The reports, and where the run was stopped if it was. */
export interface PolicyReports {
  /** One per policy, in the order of the policies. */
  readonly reports: readonly [Report, ...Report[]]
  readonly stopped: Stopped | null
}

/** Where a proof was stopped before all cases were run. */
export interface Stopped {
  /** How many cases had ended, under all policies together. */
  readonly after: number
  readonly of: number
  /** The laws that had cases left. */
  readonly left: readonly string[]
  readonly running: Running | null
}

/** Proves a rig under each of the policies, until the terminal stops. */
export const runPolicies = async (
  terminal: Terminal,
  rig: Rig<Capability>,
  { effort, policies, ids, chosen, json }: PolicyRun,
): Promise<PolicyReports> => {
  const [first, ...more] = policies
  const plan = policies.flatMap(() => chosen)
  const progress = new CaseProgress(terminal.notes, plan.length)
  const bounds: Bounds = { cases: ids, stop: terminal.stop, begins: (id, ended) => progress.begins(id, ended) }
  const under = async ([name, policy]: Named): Promise<Report> => {
    const settle = async (settled: Settled): Promise<void> => {
      if (json) await terminal.output.line(JSON.stringify({ policy: name, ...settled }))
      await progress.ends(settled)
    }
    const report = await prove(rig, { policy, effort }, settle, bounds)
    return more.length === 0 ? report : { ...report, cases: report.cases.map((each) => brokenUnder(name, each)) }
  }
  try {
    const reports: [Report, ...Report[]] = [await under(first)]
    for (const policy of more) if (!terminal.stop.aborted) reports.push(await under(policy))
    const { count, running } = progress
    const left = plan.slice(count).map(({ law }) => law)
    return { reports, stopped: left.length === 0 ? null : { after: count, of: plan.length, left, running } }
  } finally {
    progress.clear()
  }
}

/** Says of a broken case under which of several policies it was broken. */
const brokenUnder = (policy: string, settled: Settled): Settled =>
  settled.verdict.kind === 'broken'
    ? { ...settled, verdict: { ...settled.verdict, says: `under the policy ${policy}, ${settled.verdict.says}` } }
    : settled
