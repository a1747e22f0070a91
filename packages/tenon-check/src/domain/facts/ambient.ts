import type { Span } from './span.ts'

/** How a name of the host is used. `bare` means without arguments, as in `new Date()`. */
export type AmbientForm = 'read' | 'type' | 'call' | 'call_bare' | 'new' | 'new_bare'

/**
 * A use of a name that the file does not declare and that the host may provide without an import: `fetch`, `Date.now`,
 * `new Date()`, `NodeJS.Timeout`.
 */
export interface AmbientUse extends Span {
  /** What is used, with dots: `Date.now`, `process.env.HOME`, `import.meta.url`. A computed part is `[]`. */
  readonly path: string
  readonly form: AmbientForm
  /** The top-level declaration that contains it; empty if there is none. */
  readonly within: string
}
