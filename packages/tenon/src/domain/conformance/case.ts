import type { Capability } from '../capability/capability.ts'
import { reaches } from '../capability/guarantee.ts'
import type { Grants } from '../capability/need.ts'
import type { CaseContext } from './context.ts'
import { Broken, Unproved } from './expect.ts'

/** Rungs of some guarantees of a capability: of none, one or several. */
export type Rungs<C extends Capability> =
  | { readonly [Name in keyof Grants<C>]: Readonly<Pick<Grants<C>, Name>> }[keyof Grants<C>]
  | Readonly<Record<string, never>>

/** One way in which a binding can break a law, as data. */
export interface Case<C extends Capability> {
  /** The name of the law, a slash, and a name that is unique within the law. */
  readonly id: string
  /** The name of the law. */
  readonly law: string
  /** What must hold, in one sentence. */
  readonly says: string
  /** The case is run only if at least these rungs are granted. */
  readonly needs: Rungs<C>
  /** The case is run only if none of these rungs is granted. */
  readonly lacks: Rungs<C>
  /** Rejects with `Broken` if the law does not hold, and with `Unproved` if it could not be tried. */
  run(context: CaseContext<C>): Promise<void>
}

/** The verdict on a case that was considered. */
export type Verdict =
  | { readonly kind: 'kept' }
  | { readonly kind: 'broken'; readonly law: string; readonly says: string }
  | { readonly kind: 'unproved'; readonly says: string }
  | { readonly kind: 'not_promised'; readonly says: string }

/** A verdict, or that the rig exempts its binding from the case, with the reason. */
export type Judged = Verdict | { readonly kind: 'exempt'; readonly says: string }

/**
 * Returns why a binding with these grants does not promise what a case is about, or `undefined` if it does promise it.
 */
export const unpromised = <C extends Capability>(
  capability: C,
  { needs, lacks }: Case<C>,
  granted: { readonly [guarantee: string]: string },
): string | undefined => {
  const has = ([name, rung]: readonly [string, string]): boolean => {
    const ladder = Object.hasOwn(capability.guarantees, name) ? capability.guarantees[name] : undefined
    return ladder !== undefined && reaches(ladder, granted[name] ?? '', rung)
  }
  const below = Object.entries<string>(needs).find((rung) => !has(rung))
  if (below !== undefined) return `it needs ${below.join(' ')}, and ${granted[below[0]]} is granted`
  const above = Object.entries<string>(lacks).find(has)
  return above === undefined ? undefined : `it is for bindings below ${above.join(' ')}`
}

/** Returns the verdict on a case of a law that ended with this error. */
export const verdictOn = (law: string, thrown: unknown): Verdict => {
  if (thrown instanceof Broken) return { kind: 'broken', law: thrown.law ?? law, says: thrown.message }
  if (thrown instanceof Unproved) return { kind: 'unproved', says: thrown.message }
  const says = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return { kind: 'broken', law, says: `the case itself failed, which is a defect of the kit or of the rig: ${says}` }
}

/** A case as it is written: without its law, and with `needs` and `lacks` only if there are any. */
export interface StatedCase<C extends Capability>
  extends Omit<Case<C>, 'id' | 'law' | 'needs' | 'lacks'>, Partial<Pick<Case<C>, 'needs' | 'lacks'>> {
  /** In `snake_case`, unique within its law. */
  readonly name: string
}

/** Makes the cases of a law. */
export const casesOf = <C extends Capability>(law: string, stated: readonly StatedCase<C>[]): readonly Case<C>[] =>
  Object.freeze(
    stated.map(({ name, ...rest }) => Object.freeze({ id: `${law}/${name}`, law, needs: {}, lacks: {}, ...rest })),
  )
