import type { Capability } from '../../../domain/capability/capability.ts'
import type { Failed } from '../../../domain/capability/failure.ts'
import type { Gap } from '../../../domain/capability/need.ts'
import { exits } from '../terminal/exits.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { clean } from '../terminal/visible.ts'
import { statusOf } from './status.ts'

/**
 * Prints the failure of a store of a capability on the notes and returns its exit code. A failure that only reports that the command itself
 * cancelled the call is not printed, and its exit code is that of success.
 */
export const printFailure = async (
  { notes, stop }: Terminal,
  { failures }: Capability,
  failure: Failed,
): Promise<number> => {
  if (isCancelled(failure, stop)) return exits.well
  await notes.line(`tenon: ${clean(failureSentence(failure))}`)
  return statusOf(failure.failure, failures[failure.failure]).exit
}

/** Whether an answer only reports that the command itself cancelled the call. */
export const isCancelled = (answer: { readonly kind: string; readonly failure?: string }, stop: AbortSignal): boolean =>
  answer.kind === 'failed' && answer.failure === 'cancelled' && stop.aborted

/** Returns a failure as a sentence for people, followed by the technology's own words if there are any. */
export const failureSentence = ({ failure, effect, says, evidence }: Failed): string =>
  `${failure}${effect === 'unknown' ? ' (it may have been stored)' : ''}: ${says}${evidenceText(evidence)}`

const evidenceText = (evidence: Failed['evidence']): string =>
  evidence === null ? '' : ` [${evidence.technology} ${evidence.code}: ${evidence.message}]`

/** Prints the promises that a store falls short of, and returns the exit code. */
export const printGaps = async ({ notes }: Terminal, name: string, gaps: readonly Gap[]): Promise<number> => {
  await notes.line(`tenon: the store ${name} grants less than its need requires; nothing was touched.`)
  for (const gap of gaps) await notes.line(`  ${gap.guarantee}: needs ${gap.required}, has ${gap.granted}`)
  return exits.usage
}
