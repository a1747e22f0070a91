import { exits } from './status.ts'
import { isCalledOff, tell, type Unhoped } from './tell.ts'
import type { Terminal } from './terminal.ts'

/** What the last line of a command's output says under `--json`. */
export interface Outcome {
  readonly kind: string
}

/** How a command ended: its exit code, and its outcome. */
export interface Ending {
  readonly code: number
  readonly outcome: Outcome
}

/** All was done; the fields say how much, and where to go on. */
export const done = (fields: object): Ending => ({ code: exits.well, outcome: { kind: 'done', ...fields } })

/** Says on the notes that a store gave another answer than was hoped for, which is the outcome then. What the command called off itself is not. */
export const unhoped = async (terminal: Terminal, answer: Unhoped): Promise<Ending> => {
  if (isCalledOff(answer, terminal.stop)) return done({})
  return { code: await tell(terminal, answer), outcome: answer }
}

/** What an ending says under `--json`: what a signal cut short was not done. */
export const outcomeOf = ({ outcome }: Ending, { interrupt: { aborted, reason } }: Terminal): Outcome =>
  aborted && outcome.kind === 'done' ? interrupted(outcome, String(reason)) : outcome

const interrupted = (outcome: Outcome, signal: string): Outcome & { readonly signal: string } => ({
  ...outcome,
  kind: 'interrupted',
  signal,
})
