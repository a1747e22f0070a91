import type { Span } from './span.ts'

/** How a vocabulary of failures is written. */
export type VocabularyForm = 'object' | 'array' | 'union' | 'schema' | 'enum' | 'class'

/**
 * One part of a vocabulary of failures: a word; a number; what is computed as the program runs; a spread of something else; a type that any text
 * fits; or another vocabulary, which is judged where it stands.
 */
export interface FailureMember extends Span {
  readonly kind: 'word' | 'number' | 'computed' | 'spread' | 'open' | 'vocabulary'
  /** Its key where it has one of its own beside its word, else `null`. */
  readonly key: string | null
  /** The word; for what is none, what the file writes. */
  readonly text: string
}

/** A declaration of how something can fail. */
export interface FailureVocabulary extends Span {
  readonly name: string
  /** The declaration at the top of the file that holds it. */
  readonly within: string
  readonly form: VocabularyForm
  /** What a class extends, as the file writes it; `null` for what is no class, or extends nothing. */
  readonly parent: string | null
  readonly members: readonly FailureMember[]
}
