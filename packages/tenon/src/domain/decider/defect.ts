import type { Revision } from '../event/stream.ts'
import type { DeciderDefect } from './handled.ts'

/** Makes the outcome of a decider that is not what it must be. `thrown` is what it threw, if it threw. */
export const defect = (
  stream: string,
  revision: Revision | 'no_stream',
  what: string,
  ...thrown: readonly unknown[]
): DeciderDefect => ({
  kind: 'defect',
  stream,
  revision,
  says: `${what}${thrown.map((each) => ` ${textOf(each)}`).join('')}.`,
})

/** Returns whether a value is a promise, or like one. If it rejects, the rejection does not count as unhandled. */
export const isPromise = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || !('then' in value) || typeof value.then !== 'function')
    return false
  Promise.resolve(value).catch(() => undefined)
  return true
}

const textOf = (thrown: unknown): string => {
  try {
    return String(thrown)
  } catch {
    return 'something that cannot be written as text'
  }
}
