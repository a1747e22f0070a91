import type { Capability, Operation } from './capability.ts'
import type { Failed } from './failure.ts'
import { type Ladder, type RungRule, reaches } from './guarantee.ts'
import type { Offer } from './need.ts'
import { fits } from './schema.ts'

/**
 * Returns whether a failed call may be tried again. The failure must pass by itself. In addition, its effect must be
 * `none`, the operation must be a read, or the intent must be safe to repeat.
 */
export const mayRetry = (
  capability: Capability,
  touches: Operation['touches'],
  failure: Pick<Failed, 'failure' | 'effect'>,
  repeatSafe: () => boolean,
): boolean =>
  capability.failures[failure.failure]?.passes === true &&
  (failure.effect === 'none' || touches === 'read' || repeatSafe())

/**
 * Returns whether sending an intent a second time does nothing that the first time did not. That is so if the intent
 * fits one of the operation's `repeatable` rules and the binding grants that rule's rung.
 */
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

/**
 * Returns the granted rung. If that rung lasts no longer than the deadline, it could end between two attempts; then
 * returns the rung below it, if any.
 */
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
