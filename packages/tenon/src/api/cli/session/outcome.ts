import type { Capability } from '../../../domain/capability/capability.ts'
import type { Failed } from '../../../domain/capability/failure.ts'
import { exits } from '../terminal/exits.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { isCancelled, printFailure } from './print-failure.ts'

/** What the last line of a command's output says under `--json`. */
export interface Outcome {
  readonly kind: string
}

/** How a command ended: its exit code, and its outcome. */
export interface Ending {
  readonly code: number
  readonly outcome: Outcome
}

/** The command did everything; the fields say how much, and where to continue. */
export const done = (fields: object): Ending => ({ code: exits.well, outcome: { kind: 'done', ...fields } })

/** Prints a store's failure, which becomes the outcome. A call that the command itself cancelled is not a failure. */
export const failedEnding = async (terminal: Terminal, capability: Capability, failure: Failed): Promise<Ending> => {
  if (isCancelled(failure, terminal.stop)) return done({})
  return { code: await printFailure(terminal, capability, failure), outcome: failure }
}

/** The outcome to print under `--json`: `interrupted` if a signal cut the command short. */
export const outcomeOf = ({ outcome }: Ending, { interrupt: { aborted, reason } }: Terminal): Outcome =>
  aborted && outcome.kind === 'done' ? interrupted(outcome, String(reason)) : outcome

const interrupted = (outcome: Outcome, signal: string): Outcome & { readonly signal: string } => ({
  ...outcome,
  kind: 'interrupted',
  signal,
})
