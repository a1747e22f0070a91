import type { Schema } from './schema.ts'

/** The rungs of a guarantee, weakest first. */
export type Ladder = readonly [string, ...string[]]

/** The rungs of a ladder that are at least `Rung`. */
export type AtLeast<L, Rung> = L extends readonly [infer Lowest, ...infer Higher]
  ? Rung extends Lowest
    ? L[number]
    : AtLeast<Higher, Rung>
  : never

/** Applies to the intents that fit `when`, and names the rung that they need. */
export interface RungRule {
  readonly when: Schema
  readonly guarantee: string
  readonly rung: string
}

/** Returns whether a granted rung is at least the required one. A rung that is not on the ladder grants nothing. */
export const reaches = (ladder: Ladder, granted: string, required: string): boolean =>
  ladder.includes(granted) && ladder.indexOf(granted) >= ladder.indexOf(required)
