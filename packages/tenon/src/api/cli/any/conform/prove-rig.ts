import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Capability } from '../../../../domain/capability/capability.ts'
import { withDerived } from '../../../../domain/conformance/derived/derive.ts'
import { merged } from '../../../../domain/conformance/summary.ts'
import { type Certificate, certificateOf } from '../../../../service/lab/runner/certificate.ts'
import type { Trial } from '../../../../service/lab/runner/conformance.ts'
import type { Rig } from '../../../../service/lab/rig.ts'
import { within } from '../../../../service/lab/time.ts'
import { exists, writeOver } from '../../../../service/node/file.ts'
import { jsonText } from '../../../../service/node/json-text.ts'
import { troubleWith } from '../../../../service/node/trouble.ts'
import { exits } from '../../terminal/exits.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { UsageError } from '../../terminal/usage.ts'
import { rigFrom } from './load-rig.ts'
import { type Policies, runPolicies, type Stopped } from './run-policies.ts'
import { idsOf, lawsOf, type Selection, selectedCases } from './selected-cases.ts'
import { verdictJson } from './verdict-json.ts'
import { verdictText } from './verdict-text.ts'

/** What to prove of a rig, and how to report it. */
export interface ProofRequest {
  readonly effort: Trial['effort']
  readonly policies: Policies
  readonly selection: Selection
  /** Where to write the certificate; `undefined` for none. */
  readonly certificate: string | undefined
  readonly json: boolean
  /** Returns the command line that runs one case as this one does. */
  rerun(id: string): string
}

/**
 * Proves the rig of a module, prints the verdict, and returns the exit code. Throws a `UsageError` if there is no rig,
 * or no case is left.
 */
export const proveRig = async (terminal: Terminal, module: string, request: ProofRequest): Promise<number> => {
  const { effort, policies, selection, json, rerun } = request
  const rig = await rigFrom(terminal, module)
  const { laws } = withDerived(rig.specification)
  const path = request.certificate === undefined ? undefined : resolve(terminal.folder, request.certificate)
  if (path !== undefined) await checkPaths(path, rig)
  const [[, policy]] = policies
  const chosen = selectedCases(rig, laws, { effort, policy }, selection)
  const ids = idsOf(selection)
  const { reports, stopped } = await runPolicies(terminal, rig, { effort, policies, ids, chosen, json })
  const [report, ...more] = reports
  const cases = merged(reports.map((each) => each.cases))
  const names = policies.map(([name]) => name)
  const proof = {
    report,
    policies: names,
    cases,
    ids,
    laws: lawsOf(laws, selection, chosen),
    table: laws,
    stopped,
    rerun,
  }
  await terminal.output.line(json ? JSON.stringify(verdictJson(proof)) : verdictText(proof))
  if (stopped !== null) return printStopped(terminal, stopped)
  const broken = cases.some(({ verdict }) => verdict.kind === 'broken')
  if (path !== undefined && broken) await terminal.notes.line('No certificate was written: a law is broken.')
  if (path !== undefined && !broken) {
    const on = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length)
    await write(terminal, path, await certificateOf(rig, [report, ...more], { policies: names, times: 1, on }))
  }
  return broken ? exits.finding : exits.well
}

/** Prints where the proof was stopped, and waits a while for the running case to end its faults and processes. */
const printStopped = async ({ notes }: Terminal, { after, of, running }: Stopped): Promise<number> => {
  const where = `Stopped after ${after} of ${of} cases`
  if (running === null) await notes.line(`${where}.`)
  else {
    await notes.line(
      `${where}: ${running.id} had been running for ${running.seconds} s. It has ${CLEARING_MS / 1000} s to clean up.`,
    )
    await within(running.ended, CLEARING_MS)
  }
  return exits.well
}

/** Most cases have cleaned up by then; a case that hangs never has. */
const CLEARING_MS = 10_000

/** Throws a `UsageError` if the certificate could not be written. It is checked before minutes of work, not after. */
const checkPaths = async (path: string, { sources }: Rig<Capability>): Promise<void> => {
  if (!(await exists(dirname(path)))) throw new UsageError(`The folder of ${path} does not exist. Create it first.`)
  for (const source of sources) {
    if (!(await exists(fileURLToPath(source))))
      throw new UsageError(`The rig names a source that does not exist: ${fileURLToPath(source)}.`)
  }
}

const write = async (terminal: Terminal, path: string, certificate: Certificate): Promise<void> => {
  await writeOver(path, jsonText(certificate)).catch((error: unknown) => {
    throw new UsageError(troubleWith(path, error))
  })
  await terminal.notes.line(`Wrote ${path}.`)
}
