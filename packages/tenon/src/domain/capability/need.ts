import type { Capability } from './capability.ts'
import { deepFreeze } from './declaration.ts'
import { reaches } from './guarantee.ts'

/** The rungs that a binding grants, one for each guarantee. */
export type Grants<C extends Capability> = {
  readonly [G in keyof C['guarantees'] & string]: C['guarantees'][G][number]
}

/**
 * What a binding offers for each guarantee: a rung, or `nothing: ` and the reason why it does not reach the lowest
 * rung.
 */
export type Offered<C extends Capability> = {
  readonly [G in keyof C['guarantees'] & string]: C['guarantees'][G][number] | `nothing: ${string}`
}

/** The numbers that a binding grants, one for each limit. */
export type Limits<C extends Capability> = { readonly [L in keyof C['limits'] & string]: number }

/**
 * The least that a domain can work with: a rung for each guarantee and a number for each limit. None may be left out.
 */
export type Requires<C extends Capability> = Grants<C> & Limits<C>

/** A capability, and the least of it that a domain can work with. */
export interface Need<C extends Capability, R> {
  readonly capability: C
  readonly requires: R
}

/** States a need. Throws a `TypeError` if a guarantee or limit is left out or unknown, or has an invalid value. */
export const need = <C extends Capability, const R extends Requires<C>>(
  capability: C,
  requires: R & { readonly [Unknown in Exclude<keyof R, keyof Requires<C>>]: never },
): Need<C, R> => {
  const mistakes = mistakesIn(capability, requires)
  if (mistakes.length > 0)
    throw new TypeError(`This need of ${capability.name} is not valid:\n- ${mistakes.join('\n- ')}`)
  return deepFreeze({ capability, requires })
}

/** A guarantee or limit of which a binding grants less than the need requires. */
export interface Gap {
  /** The name of the guarantee or limit. */
  readonly guarantee: string
  readonly required: string | number
  readonly granted: string | number
}

/** What a binding offers, in the form in which needs are compared with it. */
export interface Offer {
  readonly grants: { readonly [guarantee: string]: string }
  readonly limits: { readonly [limit: string]: number }
}

/** Returns a gap for each guarantee and limit of which a binding grants less than a need requires. */
export const gaps = (needed: Need<Capability, object>, offer: Offer): readonly Gap[] => {
  const requires = new Map<string, unknown>(Object.entries(needed.requires))
  const found: Gap[] = []
  for (const [guarantee, ladder] of Object.entries(needed.capability.guarantees)) {
    const required = String(requires.get(guarantee))
    const granted = offer.grants[guarantee] ?? 'nothing'
    if (!reaches(ladder, granted, required)) found.push({ guarantee, required, granted })
  }
  for (const guarantee of Object.keys(needed.capability.limits)) {
    const required = Number(requires.get(guarantee))
    const granted = offer.limits[guarantee] ?? 0
    if (!(granted >= required)) found.push({ guarantee, required, granted })
  }
  return deepFreeze(found)
}

const mistakesIn = (capability: Capability, requires: object): string[] => {
  const stated = new Map<string, unknown>(Object.entries(requires))
  const unknown = [...stated.keys()].filter(
    (name) => !Object.hasOwn(capability.guarantees, name) && !Object.hasOwn(capability.limits, name),
  )
  return [
    ...unknown.map((name) => `${name}: ${capability.name} has no guarantee or limit of that name.`),
    ...Object.entries(capability.guarantees).flatMap(([name, ladder]) => {
      const rung = stated.get(name)
      if (rung === undefined) return [`${name}: state the least you can work with, one of ${ladder.join(' < ')}.`]
      if (typeof rung === 'string' && ladder.includes(rung)) return []
      return [`${name}: ${JSON.stringify(rung)} is not one of ${ladder.join(' < ')}.`]
    }),
    ...Object.keys(capability.limits).flatMap((name) => {
      const least = stated.get(name)
      if (typeof least === 'number' && Number.isSafeInteger(least) && least >= 0) return []
      return [`${name}: state the least you can work with, a whole number of at least 0.`]
    }),
  ]
}
