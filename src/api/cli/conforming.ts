import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Law } from '../../domain/conformance/law.ts'
import { merged, type Settled } from '../../domain/conformance/summary.ts'
import type { Policy } from '../../service/binding/policy.ts'
import { type Certificate, certificateOf } from '../../service/lab/certificate.ts'
import type { Trial } from '../../service/lab/conformance.ts'
import { prove, type Report } from '../../service/lab/report.ts'
import type { Rig } from '../../service/lab/rig.ts'
import { exists, writeOver } from '../../service/node/file.ts'
import { jsonText } from '../../service/node/json-text.ts'
import { troubleWith } from '../../service/node/trouble.ts'
import { Progress } from './progress.ts'
import { rigAt } from './rigs.ts'
import { exits } from './status.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'
import { verdictJson, verdictText } from './verdict-text.ts'

/** What is to be proved of a rig, and how it is told. */
export interface Wish {
  readonly effort: Trial['effort']
  readonly policies: { readonly [name: string]: Policy }
  readonly laws: readonly Law[]
  /** Where the certificate is written. */
  readonly certificate: string | undefined
  readonly json: boolean
}

/** Proves the rig of a module, tells the verdict, and gives the exit code. Throws a `UsageError` when there is no rig, or no case left. */
export const conform = async (terminal: Terminal, module: string, wish: Wish): Promise<number> => {
  const rig = await rigAt(terminal.folder, module)
  const path = wish.certificate === undefined ? undefined : resolve(terminal.folder, wish.certificate)
  if (path !== undefined) await checkPaths(path, rig)
  const [report, ...more] = await proved(terminal, rig, wish)
  if (report === undefined || terminal.stop.aborted) {
    await terminal.notes.line('Stopped before all cases were run: there is no verdict.')
    return exits.well
  }
  const cases = merged([report, ...more].map((each) => each.cases))
  if (cases.length === 0)
    throw new UsageError(`No case is left: ${wish.laws.join(', ')} is tried with --effort short or full only.`)
  const policies = Object.keys(wish.policies)
  const proof = { report, policies, cases, laws: wish.laws }
  await terminal.output.line(wish.json ? JSON.stringify(verdictJson(proof)) : verdictText(proof))
  const broken = cases.some(({ verdict }) => verdict.kind === 'broken')
  if (path !== undefined && broken) await terminal.notes.line('No certificate was written: a law is broken.')
  if (path !== undefined && !broken) {
    const on = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length)
    await write(terminal, path, await certificateOf(rig, [report, ...more], { policies, times: 1, on }))
  }
  return broken ? exits.finding : exits.well
}

/** What keeps a certificate from being written is better said now than after minutes of work. */
const checkPaths = async (path: string, { sources }: Rig): Promise<void> => {
  if (!(await exists(dirname(path)))) throw new UsageError(`The folder of ${path} does not exist. Make it first.`)
  for (const source of sources) {
    if (!(await exists(fileURLToPath(source))))
      throw new UsageError(`The rig names a source that does not exist: ${fileURLToPath(source)}.`)
  }
}

/** Proves the rig under each of the policies, until the terminal stops. */
const proved = async (
  terminal: Terminal,
  rig: Rig,
  { effort, policies, laws, json }: Wish,
): Promise<readonly Report[]> => {
  const bounds = { laws, stop: terminal.stop }
  const many = Object.keys(policies).length
  const progress = new Progress(terminal.notes)
  const reports: Report[] = []
  let count = 0
  for (const [name, policy] of Object.entries(policies)) {
    const told = async (settled: Settled, of: number): Promise<void> => {
      if (json) await terminal.output.line(JSON.stringify({ policy: name, ...settled }))
      count += 1
      progress.at(count, `of ${(of * many).toLocaleString('en')} cases`)
    }
    const report = await prove(rig, { policy, effort }, told, bounds)
    reports.push(many === 1 ? report : { ...report, cases: report.cases.map((each) => under(name, each)) })
    if (terminal.stop.aborted) break
  }
  progress.clear()
  return reports
}

/** What was broken under one of several policies is said to have been. */
const under = (policy: string, settled: Settled): Settled =>
  settled.verdict.kind === 'broken'
    ? { ...settled, verdict: { ...settled.verdict, says: `under the policy ${policy}, ${settled.verdict.says}` } }
    : settled

const write = async (terminal: Terminal, path: string, certificate: Certificate): Promise<void> => {
  await writeOver(path, jsonText(certificate)).catch((error: unknown) => {
    throw new UsageError(troubleWith(path, error))
  })
  await terminal.notes.line(`Wrote ${path}.`)
}
