import type { Capability, Operation } from './capability.ts'
import type { Failed } from './failure.ts'
import { type Ladder, type RungRule, reaches } from './guarantee.ts'
import type { Offer } from './need.ts'
import { fits } from './schema.ts'

/** The retry rule: the failure passes by itself, and its effect is none, or the operation is a read, or the intent may be repeated. */
export const mayRetry = (
  capability: Capability,
  touches: Operation['touches'],
  failure: Pick<Failed, 'failure' | 'effect'>,
  repeatSafe: () => boolean,
): boolean =>
  capability.failures[failure.failure]?.passes === true &&
  (failure.effect === 'none' || touches === 'read' || repeatSafe())

/** Whether sending an intent a second time does nothing that the first did not: one of its operation's `repeatable` rules fits it and names a granted rung. */
export const isRepeatSafe = (
  capability: Capability,
  operation: Operation,
  intent: unknown,
  offer: Offer,
  deadlineMs: number,
): boolean =>
  operation.repeatable === 'always' ||
  operation.repeatable.some((rule) => holds(capability, rule, offer, deadlineMs) && fits(rule.when, intent))

const holds = (capability: Capability, rule: RungRule, offer: Offer, deadlineMs: number): boolean => {
  const ladder = capability.guarantees[rule.guarantee]
  const granted = offer.grants[rule.guarantee]
  if (ladder === undefined || granted === undefined) return false
  const lasts = lasting(capability, rule.guarantee, ladder, granted, offer, deadlineMs)
  return lasts !== undefined && reaches(ladder, lasts, rule.rung)
}

/** The granted rung, or the one below it, if any, where it lasts no longer than the deadline: it could run out between two attempts. */
const lasting = (
  capability: Capability,
  guarantee: string,
  ladder: Ladder,
  granted: string,
  offer: Offer,
  deadlineMs: number,
): string | undefined => {
  const runsOut = Object.entries(capability.limits).some(
    ([name, limit]) =>
      limit.measure === 'rung_ms' &&
      limit.guarantee === guarantee &&
      limit.rung === granted &&
      (offer.limits[name] ?? 0) <= deadlineMs,
  )
  return runsOut ? ladder[ladder.indexOf(granted) - 1] : granted
}
