import type { Span } from './span.ts'

/** How a vocabulary of failures is written. */
export type VocabularyForm = 'object' | 'array' | 'union' | 'schema' | 'enum' | 'class'

/**
 * One part of a vocabulary of failures: a word; a number; a value computed at run time; a spread of something else; a
 * type that any string matches; or another vocabulary, which is judged where it is declared.
 */
export interface FailureMember extends Span {
  readonly kind: 'word' | 'number' | 'computed' | 'spread' | 'open' | 'vocabulary'
  /** Its key if it has one besides its word, otherwise `null`. */
  readonly key: string | null
  /** The word; for other kinds, the text of the file. */
  readonly text: string
}

/** A declaration of how something can fail. */
export interface FailureVocabulary extends Span {
  readonly name: string
  /** The top-level declaration that contains it. */
  readonly within: string
  readonly form: VocabularyForm
  /** What a class extends, as the file writes it; `null` if it extends nothing or is not a class. */
  readonly parent: string | null
  readonly members: readonly FailureMember[]
}
