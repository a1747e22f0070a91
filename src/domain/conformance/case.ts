import { reaches } from '../capability/guarantee.ts'
import type { Grants } from '../capability/need.ts'
import { EventStore, type EventStoreCapability } from '../event/store.ts'
import type { Bench } from './context.ts'
import { Broken, Unproved } from './expect.ts'
import type { Law } from './event/laws.ts'

type Granted = Grants<EventStoreCapability>

/** Rungs of some guarantees: of none, one or several. */
export type Rungs =
  | { readonly [Name in keyof Granted]: Readonly<Pick<Granted, Name>> }[keyof Granted]
  | Readonly<Record<string, never>>

/** One thing that every binding must do which grants what it needs, as data. */
export interface Case {
  /** The law's name, a slash, and a name of its own: `append/conflict_below`. */
  readonly id: string
  readonly law: Law
  /** What must hold, in one sentence. */
  readonly says: string
  /** It is run where at least these rungs are granted. */
  readonly needs: Rungs
  /** It is run where none of these rungs is granted. */
  readonly lacks: Rungs
  /** Rejects with `Broken` when it does not hold, and with `Unproved` when it could not be tried. */
  run(bench: Bench): Promise<void>
}

/** What came of a case. */
export type Verdict =
  | { readonly kind: 'kept' }
  | { readonly kind: 'broken'; readonly law: Law; readonly says: string }
  | { readonly kind: 'unproved'; readonly says: string }
  | { readonly kind: 'not_promised'; readonly says: string }

/** A verdict, or that the rig exempts its binding, with the reason. */
export type Judged = Verdict | { readonly kind: 'exempt'; readonly says: string }

/** Why a binding with these grants does not promise what a case is about, or nothing when it does. */
export const unpromised = (
  { needs, lacks }: Case,
  granted: { readonly [guarantee: string]: string },
): string | undefined => {
  const rungs = (of: Rungs, wanted: boolean): [string, string] | undefined =>
    Object.entries(of).find(([name, rung]) => has(name, granted[name] ?? '', rung) !== wanted)
  const below = rungs(needs, true)
  if (below !== undefined) return `it needs ${below.join(' ')}, and ${granted[below[0]]} is granted`
  const above = rungs(lacks, false)
  return above === undefined ? undefined : `it is for bindings below ${above.join(' ')}`
}

const has = (guarantee: string, granted: string, rung: string): boolean => {
  const ladders: { readonly [name: string]: readonly [string, ...string[]] } = EventStore.guarantees
  const ladder = ladders[guarantee]
  return ladder !== undefined && reaches(ladder, granted, rung)
}

/** The verdict on a case whose run ended with this error. */
export const verdictOn = (law: Law, thrown: unknown): Verdict => {
  if (thrown instanceof Broken) return { kind: 'broken', law: thrown.law ?? law, says: thrown.message }
  if (thrown instanceof Unproved) return { kind: 'unproved', says: thrown.message }
  const says = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return { kind: 'broken', law, says: `the case itself failed, which is a defect of the kit or of the rig: ${says}` }
}

/** A case without what its law says of it. */
export interface Stated extends Omit<Case, 'id' | 'law'> {
  /** In `snake_case`, its own within its law. */
  readonly name: string
}

/** Makes the cases of a law. */
export const casesOf = (law: Law, stated: readonly Stated[]): readonly Case[] =>
  Object.freeze(stated.map(({ name, ...rest }) => Object.freeze({ id: `${law}/${name}`, law, ...rest })))
