import type { Terminal } from './terminal.ts'

/** What a command runs in. */
export interface Shell {
  readonly terminal: Terminal
  /** Sets the exit code. */
  readonly end: (code: number) => void
}
