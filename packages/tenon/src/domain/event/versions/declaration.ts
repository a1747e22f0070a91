import type { StandardSchemaV1 } from '@standard-schema/spec'

/** What is declared about one type of event. */
export interface Declaration<S extends StandardSchemaV1 = StandardSchemaV1> {
  /** The number of the newest version, a whole number from 1. */
  readonly version: number
  /** The schema of the newest version. */
  readonly data: S
  /** A step from each older version to the next, by the number of the older version. */
  readonly from: { readonly [version: number]: Step }
}

/** A step from one version of a type to the next. */
interface Step {
  /** The schema of the older version. */
  readonly data: StandardSchemaV1
  /** Returns the data in the form of the next version. It is pure. */
  readonly to: (old: never) => unknown
}

/** Returns what is wrong with a declaration of types, one text for each mistake. */
export const mistakesIn = (declared: ReadonlyMap<string, Declaration>): readonly string[] =>
  [...declared].flatMap(([type, declaration]) => mistakesOf(declaration).map((says) => `${type} ${says}`))

/** Returns the types that are in both lists. */
export const typesNamedTwice = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((type) => others.includes(type))

const mistakesOf = ({ version, from }: Declaration): readonly string[] => {
  if (!Number.isSafeInteger(version) || version < 1)
    return [`has version ${String(version)}, which must be a whole number from 1`]
  const mistakes: string[] = []
  for (let older = 1; older < version; older += 1)
    if (!Object.hasOwn(from, older)) mistakes.push(`lacks the step from version ${older} to ${older + 1}`)
  for (const stated of Object.keys(from)) {
    const older = Number(stated)
    if (!Number.isSafeInteger(older) || older < 1)
      mistakes.push(`has a step from ${stated}, which must be a whole number from 1`)
    else if (older >= version) mistakes.push(`has a step from version ${older}, and its newest version is ${version}`)
  }
  return mistakes
}
