import type { Span } from './span.ts'

/** A change of a file's text: what stands in the span gives way to `text`. */
export interface Edit extends Span {
  readonly text: string
}
