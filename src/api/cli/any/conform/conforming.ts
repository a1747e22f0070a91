import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { merged } from '../../../../domain/conformance/summary.ts'
import { type Certificate, certificateOf } from '../../../../service/lab/certificate.ts'
import type { Trial } from '../../../../service/lab/conformance.ts'
import type { Rig } from '../../../../service/lab/rig.ts'
import { within } from '../../../../service/lab/time.ts'
import { exists, writeOver } from '../../../../service/node/file.ts'
import { jsonText } from '../../../../service/node/json-text.ts'
import { troubleWith } from '../../../../service/node/trouble.ts'
import { type Policies, proved, type Stopped } from './proving.ts'
import { rigAt } from './rigs.ts'
import { exits } from '../../session/status.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { UsageError } from '../../terminal/usage.ts'
import { verdictJson } from './verdict-json.ts'
import { verdictText } from './verdict-text.ts'
import { idsOf, lawsOf, type Wanted, wantedCases } from './selected-cases.ts'

/** What is to be proved of a rig, and how it is told. */
export interface Wish {
  readonly effort: Trial['effort']
  readonly policies: Policies
  readonly wanted: Wanted
  /** Where the certificate is written. */
  readonly certificate: string | undefined
  readonly json: boolean
  /** Gives the command line that runs one case as this one does. */
  alone(id: string): string
}

/** Proves the rig of a module, tells the verdict, and gives the exit code. Throws a `UsageError` when there is no rig, or no case left. */
export const conform = async (terminal: Terminal, module: string, wish: Wish): Promise<number> => {
  const { effort, policies, wanted, json, alone } = wish
  const rig = await rigAt(terminal, module)
  const path = wish.certificate === undefined ? undefined : resolve(terminal.folder, wish.certificate)
  if (path !== undefined) await checkPaths(path, rig)
  const [[, policy]] = policies
  const chosen = wantedCases(rig, { effort, policy }, wanted)
  const ids = idsOf(wanted)
  const { reports, stopped } = await proved(terminal, rig, { effort, policies, ids, chosen, json })
  const [report, ...more] = reports
  const cases = merged(reports.map((each) => each.cases))
  const names = policies.map(([name]) => name)
  const proof = { report, policies: names, cases, ids, laws: lawsOf(wanted, chosen), stopped, alone }
  await terminal.output.line(json ? JSON.stringify(verdictJson(proof)) : verdictText(proof))
  if (stopped !== null) return tellStopped(terminal, stopped)
  const broken = cases.some(({ verdict }) => verdict.kind === 'broken')
  if (path !== undefined && broken) await terminal.notes.line('No certificate was written: a law is broken.')
  if (path !== undefined && !broken) {
    const on = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length)
    await write(terminal, path, await certificateOf(rig, [report, ...more], { policies: names, times: 1, on }))
  }
  return broken ? exits.finding : exits.well
}

/** Says what was cut short, and lets the case that was running end its faults and processes. */
const tellStopped = async ({ notes }: Terminal, { after, of, running }: Stopped): Promise<number> => {
  const where = `Stopped after ${after} of ${of} cases`
  if (running === null) await notes.line(`${where}.`)
  else {
    await notes.line(
      `${where}: ${running.id} had been running for ${running.seconds} s. It gets ${CLEARING_MS / 1000} s to clear up.`,
    )
    await within(running.ended, CLEARING_MS)
  }
  return exits.well
}

/** Most cases are done by then; one that hangs never is. */
const CLEARING_MS = 10_000

/** What keeps a certificate from being written is better said now than after minutes of work. */
const checkPaths = async (path: string, { sources }: Rig): Promise<void> => {
  if (!(await exists(dirname(path)))) throw new UsageError(`The folder of ${path} does not exist. Make it first.`)
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
