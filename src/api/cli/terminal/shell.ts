import type { Terminal } from './terminal.ts'

/** What a command is given to run in. */
export interface Shell {
  readonly terminal: Terminal
  /** States the exit code. */
  readonly end: (code: number) => void
}
