import { withoutStop } from '../capability/readable.ts'
import { messageOf } from './message-of.ts'

/** What a function of the user gave, or why it gave nothing. */
export type Answer<T> =
  | { readonly kind: 'gave'; readonly value: T }
  /** `says` is the end of a sentence that begins with the function. It has no full stop. */
  | { readonly kind: 'threw' | 'later'; readonly says: string }

/**
 * Calls a function of the user that must answer at once. If it throws, the answer is `threw`; if it returns a promise,
 * the answer is `later`. If that promise is rejected, the rejection is not reported as unhandled. It never throws.
 */
export const answerOf = <T>(call: () => T | Promise<T>): Answer<T> => {
  try {
    const value = call()
    if (!isPromise(value)) return { kind: 'gave', value }
    Promise.resolve(value).catch(() => undefined)
    return { kind: 'later', says: 'returned a promise, but must answer at once' }
  } catch (thrown) {
    return { kind: 'threw', says: `threw: ${withoutStop(messageOf(thrown))}` }
  }
}

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
