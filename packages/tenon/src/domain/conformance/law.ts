/** A law of a capability: what every binding of it must keep. */
interface LawFacts {
  /** What must hold, in one sentence. */
  readonly says: string
  /** Whether only faults, other processes or races can break it. */
  readonly hostile: boolean
}

/**
 * The laws of a capability by name. The kit itself judges `total` and `closing` in every case, so each capability has
 * these two.
 */
export type Laws = { readonly [name: string]: LawFacts } & { readonly [Name in 'total' | 'closing']: LawFacts }
