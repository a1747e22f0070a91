/** What a failed call may have done: certainly nothing, now and later, or nobody can tell. */
export type Effect = 'none' | 'unknown'

/** What a capability declares of one of its failures. */
export interface FailureFacts {
  readonly says: string
  /** The effects a failed write may have with this word. */
  readonly effects: readonly [Effect, ...Effect[]]
  /** Whether it passes by itself, so that trying again can help. */
  readonly passes: boolean
  readonly acts: 'nobody' | 'caller' | 'operator' | 'developer'
}

/** The failures that the library itself gives; every capability declares them. */
export const ownFailures = Object.freeze([
  'invalid',
  'too_large',
  'unsupported',
  'timeout',
  'cancelled',
  'closed',
  'unclassified',
] as const)

/** A failure that the library itself gives. */
export type OwnFailure = (typeof ownFailures)[number]

/** A technology's own words about a failure: for operators and logs. Domain code may not read it. */
export interface Evidence {
  readonly technology: string
  readonly code: string
  readonly message: string
}

/** The outcome of a call that failed. */
export interface Failed<Word extends string = string, Name extends string = string> {
  readonly kind: 'failed'
  /** The word for the program. */
  readonly failure: Word
  readonly effect: Effect
  /** The operation that failed, or `open` or `close`. */
  readonly operation: Name | 'open' | 'close'
  /** The sentence for the person: what happened, where, and what to do next. */
  readonly says: string
  /** How long the technology asks to wait before another try, or `null`. */
  readonly retryAfterMs: number | null
  readonly evidence: Evidence | null
}

/** Makes a failure that carries no evidence: one that the library or a binding found by itself. */
export const failed = <Word extends string, Name extends string>(
  failure: Word,
  effect: Effect,
  operation: Name | 'open' | 'close',
  says: string,
): Failed<Word, Name> => ({ kind: 'failed', failure, effect, operation, says, retryAfterMs: null, evidence: null })

type Pascal<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Capitalize<Head>}${Pascal<Tail>}`
  : Capitalize<S>

/** The failure words of a capability as constants: `{ connection_lost: … }` gives `{ ConnectionLost: 'connection_lost' }`. */
export type Words<Facts> = { readonly [Word in keyof Facts & string as Pascal<Word>]: Word }

/** Makes constants of the failure words of a capability. */
export const words = <Facts extends object>(failures: Facts): Words<Facts> =>
  // The names are computed, so the compiler cannot follow them; the type above says exactly this.
  Object.freeze(Object.fromEntries(Object.keys(failures).map((word) => [pascal(word), word]))) as Words<Facts>

const pascal = (word: string): string =>
  word
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
