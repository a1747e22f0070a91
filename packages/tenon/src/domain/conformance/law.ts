/** A law of a capability: what every binding of it must keep. */
interface LawFacts {
  /** What must hold, in one sentence. */
  readonly says: string
  /** Whether only faults, other processes or races can break it. */
  readonly hostile: boolean
}

/** The laws of a capability by name. */
export type Laws = { readonly [name: string]: LawFacts }
