/** How patient a store is. Every field is stated. */
export interface Policy {
  /** The most attempts of one call, from 1. */
  readonly attempts: number
  /** The most milliseconds of one attempt. */
  readonly attemptMs: number
  /** The most milliseconds of one call, all its attempts and waits together. */
  readonly deadlineMs: number
  /**
   * The most milliseconds to wait before the second attempt; it doubles with each. The wait is drawn at random between
   * none and that.
   */
  readonly backoffMs: number
  /** The most milliseconds to wait between two attempts. */
  readonly maxBackoffMs: number
  /** The most calls that are with the executor at a time; the others wait in order. */
  readonly concurrency: number
}

const LEAST: Policy = { attempts: 1, attemptMs: 1, deadlineMs: 1, backoffMs: 0, maxBackoffMs: 0, concurrency: 1 }

const isField = (name: string): name is keyof Policy => Object.hasOwn(LEAST, name)

/** Checks a policy and gives a frozen copy. Throws a `TypeError` that names the field. */
export const checkedPolicy = (policy: Policy): Policy => {
  const stated: Partial<Record<string, unknown>> = { ...policy }
  const unknown = Object.keys(stated).find((name) => !isField(name))
  if (unknown !== undefined)
    throw new TypeError(`policy.${unknown} is no field of a policy: it has ${Object.keys(LEAST).join(', ')}.`)
  for (const [name, least] of Object.entries(LEAST)) {
    const value = stated[name]
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) continue
    throw new TypeError(`policy.${name} must be a whole number from ${least}, not ${String(value)}.`)
  }
  return Object.freeze({ ...policy })
}

/** How long to wait before the next attempt: exponential, with full jitter. */
export const backoff = (policy: Policy, attemptsMade: number, random: number): number =>
  random * Math.min(policy.maxBackoffMs, policy.backoffMs * 2 ** (attemptsMade - 1))
