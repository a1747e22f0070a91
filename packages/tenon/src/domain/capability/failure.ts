/**
 * What a failed call may have done. `none`: nothing, now or later. `unknown`: it may have taken effect, or may still do
 * so.
 */
export type Effect = 'none' | 'unknown'

/** What a capability declares about one of its failures. */
export interface FailureFacts {
  /** What the word means, in one sentence. */
  readonly says: string
  /** The effects that a write may have if it fails with this word. */
  readonly effects: readonly [Effect, ...Effect[]]
  /** Whether the failure passes by itself, so that another attempt can succeed. */
  readonly passes: boolean
  /** Who has to act before the call can succeed. */
  readonly acts: 'nobody' | 'caller' | 'operator' | 'developer'
}

/** The failures that the library itself returns. Every capability must declare them. */
export const ownFailures = Object.freeze([
  'invalid',
  'too_large',
  'unsupported',
  'timeout',
  'cancelled',
  'closed',
  'unclassified',
] as const)

/** A failure that the library itself returns. */
export type OwnFailure = (typeof ownFailures)[number]

/** The technology's own words about a failure, for operators and logs. Domain code may not read them. */
export interface Evidence {
  readonly technology: string
  readonly code: string
  readonly message: string
}

/** The outcome of a failed call. */
export interface Failed<Word extends string = string, Name extends string = string> {
  readonly kind: 'failed'
  /** The word for the program. */
  readonly failure: Word
  /** What the call may have done. */
  readonly effect: Effect
  /** The operation that failed, or `open` or `close`. */
  readonly operation: Name | 'open' | 'close'
  /** The sentence for the person: what happened, where, and what to do next. */
  readonly says: string
  /** How many milliseconds the technology asks to wait before another attempt, or `null`. */
  readonly retryAfterMs: number | null
  /** The technology's own words, or `null`. */
  readonly evidence: Evidence | null
}

/** Makes a failure without evidence, for failures that the library or a binding detects itself. */
export const failed = <Word extends string, Name extends string>(
  failure: Word,
  effect: Effect,
  operation: Name | 'open' | 'close',
  says: string,
): Failed<Word, Name> => ({ kind: 'failed', failure, effect, operation, says, retryAfterMs: null, evidence: null })

type Pascal<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Capitalize<Head>}${Pascal<Tail>}`
  : Capitalize<S>

/**
 * The failure words of a capability as constants: `{ connection_lost: … }` gives `{ ConnectionLost: 'connection_lost'
 * }`.
 */
export type Words<Facts> = { readonly [Word in keyof Facts & string as Pascal<Word>]: Word }

/** Makes constants of the failure words of a capability. */
export const words = <Facts extends object>(failures: Facts): Words<Facts> =>
  // The names are computed, so the compiler cannot infer this type.
  Object.freeze(Object.fromEntries(Object.keys(failures).map((word) => [pascal(word), word]))) as Words<Facts>

const pascal = (word: string): string =>
  word
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
