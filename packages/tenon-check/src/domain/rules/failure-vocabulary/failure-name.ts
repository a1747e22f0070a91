import { wordsOf } from '../../technology/technology.ts'

/** Whether a name's last word is Failure, Failures, FailureMode or FailureModes. */
export const namesFailures = (name: string): boolean =>
  // Fast path: most names do not contain the word, so they need not be split.
  /failure/i.test(name) && /(?:^| )(?:failures?|failure modes?)$/.test(wordsOf(name).join(' '))

/**
 * Whether a name is that of a list of failure words. `retryOnFailure` and `statusByFailure` are not: they are about
 * something else.
 */
export const isAboutFailures = (name: string): boolean =>
  namesFailures(name) &&
  !/(?:^| )(?:on|upon|after|before|by|per|of|for|from|to|with) failure/.test(wordsOf(name).join(' '))

/**
 * Whether a class is named as an exception: `PaymentError`, `PaymentFailed`, `OrderNotFound`. `Impossible` and `Broken`
 * are not.
 */
export const isErrorName = (name: string): boolean => FAILING.has(wordsOf(name).at(-1) ?? '')

const FAILING: ReadonlySet<string> = new Set([
  'error',
  'exception',
  'failure',
  'failed',
  'timeout',
  'found',
  'missing',
  'exists',
  'denied',
  'declined',
  'refused',
  'rejected',
  'forbidden',
  'unauthorized',
  'unauthenticated',
  'unavailable',
  'exceeded',
  'expired',
  'conflict',
  'lost',
])
