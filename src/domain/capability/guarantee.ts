import type { Schema } from './schema.ts'

/** The rungs of one guarantee, weakest first. */
export type Ladder = readonly [string, ...string[]]

/** The rungs of a ladder from `Rung` upwards. */
export type AtLeast<L, Rung> = L extends readonly [infer Lowest, ...infer Higher]
  ? Rung extends Lowest
    ? L[number]
    : AtLeast<Higher, Rung>
  : never

/** Names a rung for the intents that fit `when`. */
export interface RungRule {
  readonly when: Schema
  readonly guarantee: string
  readonly rung: string
}

/** Whether a granted rung is as high as the required one. A rung that is not on the ladder is below it: it grants nothing. */
export const reaches = (ladder: Ladder, granted: string, required: string): boolean =>
  ladder.includes(granted) && ladder.indexOf(granted) >= ladder.indexOf(required)
