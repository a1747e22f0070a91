import type { Span } from './span.ts'

/** A change of a file's text: `text` replaces the span. */
export interface Edit extends Span {
  readonly text: string
}
