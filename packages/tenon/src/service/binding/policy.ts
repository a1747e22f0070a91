/** How often and how long a store tries. No field may be left out. */
export interface Policy {
  /** The most attempts of one call, at least 1. */
  readonly attempts: number
  /** The most milliseconds of one attempt. */
  readonly attemptMs: number
  /** The most milliseconds of one call, including all attempts and the waits between them. */
  readonly deadlineMs: number
  /**
   * The most milliseconds to wait before the second attempt. It doubles with each further attempt. The wait is a random
   * part of it.
   */
  readonly backoffMs: number
  /** The most milliseconds to wait between two attempts. */
  readonly maxBackoffMs: number
  /** The most calls that the executor handles at once. The others wait in the order in which they came. */
  readonly concurrency: number
}

const LEAST: Policy = { attempts: 1, attemptMs: 1, deadlineMs: 1, backoffMs: 0, maxBackoffMs: 0, concurrency: 1 }

const isField = (name: string): name is keyof Policy => Object.hasOwn(LEAST, name)

/** Checks a policy and returns a frozen copy. Throws a `TypeError` that names the invalid field. */
export const checkedPolicy = (policy: Policy): Policy => {
  const stated: Partial<Record<string, unknown>> = { ...policy }
  const unknown = Object.keys(stated).find((name) => !isField(name))
  if (unknown !== undefined)
    throw new TypeError(`policy.${unknown} is not a field of a policy; allowed: ${Object.keys(LEAST).join(', ')}.`)
  for (const [name, least] of Object.entries(LEAST)) {
    const value = stated[name]
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) continue
    throw new TypeError(`policy.${name} must be a whole number of at least ${least}, not ${String(value)}.`)
  }
  return Object.freeze({ ...policy })
}

/** Returns how many milliseconds to wait before the next attempt: exponential backoff with full jitter. */
export const backoff = (
  { backoffMs, maxBackoffMs }: Pick<Policy, 'backoffMs' | 'maxBackoffMs'>,
  attemptsMade: number,
  random: number,
): number => random * Math.min(maxBackoffMs, backoffMs * 2 ** (attemptsMade - 1))
