import type { Span } from './span.ts'

/** How a name of the host is used. `bare` means without arguments, as in `new Date()`. */
export type AmbientForm = 'read' | 'type' | 'call' | 'call_bare' | 'new' | 'new_bare'

/** A use of a name that the file does not declare, and that the host may provide without an import: `fetch`, `Date.now`, `new Date()`, `NodeJS.Timeout`. */
export interface AmbientUse extends Span {
  /** What is used, with dots: `Date.now`, `process.env.HOME`, `import.meta.url`. A part that is computed stands as `[]`. */
  readonly path: string
  readonly form: AmbientForm
  /** The declaration at the top of the file that holds it; empty where none does. */
  readonly within: string
}
