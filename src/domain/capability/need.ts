import type { Capability } from './capability.ts'
import { deepFreeze } from './declaration.ts'
import { reaches } from './guarantee.ts'

/** The rungs a binding grants, one a guarantee. */
export type Grants<C extends Capability> = {
  readonly [G in keyof C['guarantees'] & string]: C['guarantees'][G][number]
}

/** What a binding offers of each guarantee: a rung, or `nothing: ` with the reason why it stands below the lowest. */
export type Offered<C extends Capability> = {
  readonly [G in keyof C['guarantees'] & string]: C['guarantees'][G][number] | `nothing: ${string}`
}

/** The numbers a binding grants, one a limit. */
export type Limits<C extends Capability> = { readonly [L in keyof C['limits'] & string]: number }

/** The least a domain can live with: a rung a guarantee and a number a limit, all of them stated. */
export type Requires<C extends Capability> = Grants<C> & Limits<C>

/** A capability, and the least of it that a domain can live with. */
export interface Need<C extends Capability, R> {
  readonly capability: C
  readonly requires: R
}

/** States a need. Throws a `TypeError` when it names an unknown rung, or leaves one out. */
export const need = <C extends Capability, const R extends Requires<C>>(
  capability: C,
  requires: R & { readonly [Unknown in Exclude<keyof R, keyof Requires<C>>]: never },
): Need<C, R> => {
  const mistakes = mistakesIn(capability, requires)
  if (mistakes.length > 0)
    throw new TypeError(`This need of ${capability.name} does not hold:\n- ${mistakes.join('\n- ')}`)
  return deepFreeze({ capability, requires })
}

/** One promise of which too little is granted. */
export interface Gap {
  /** The guarantee's or the limit's name. */
  readonly guarantee: string
  readonly required: string | number
  readonly granted: string | number
}

/** What a binding offers, as the core compares it. */
export interface Offer {
  readonly grants: { readonly [guarantee: string]: string }
  readonly limits: { readonly [limit: string]: number }
}

/** Every promise of which a binding grants less than a need requires. */
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
    ...unknown.map((name) => `${name}: ${capability.name} has no guarantee and no limit of that name.`),
    ...Object.entries(capability.guarantees).flatMap(([name, ladder]) => {
      const rung = stated.get(name)
      if (rung === undefined) return [`${name}: state the least you can live with, one of ${ladder.join(' < ')}.`]
      if (typeof rung === 'string' && ladder.includes(rung)) return []
      return [`${name}: ${JSON.stringify(rung)} is not one of ${ladder.join(' < ')}.`]
    }),
    ...Object.keys(capability.limits).flatMap((name) => {
      const least = stated.get(name)
      if (typeof least === 'number' && Number.isSafeInteger(least) && least >= 0) return []
      return [`${name}: state the least you can live with, a whole number from 0.`]
    }),
  ]
}
