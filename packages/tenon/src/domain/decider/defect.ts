import type { Revision } from '../event/stream.ts'
import type { DeciderDefect } from './handled.ts'

/** Makes the outcome of a decider that is not what it must be. */
export const defect = (stream: string, revision: Revision | 'no_stream', says: string): DeciderDefect => ({
  kind: 'defect',
  stream,
  revision,
  says,
})

/** Returns whether a value is a promise, or like one. Its rejection then does not count as unhandled. */
export const isPromise = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || !('then' in value) || typeof value.then !== 'function')
    return false
  Promise.resolve(value).catch(() => undefined)
  return true
}
