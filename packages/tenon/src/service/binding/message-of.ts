import { readable } from '../../domain/capability/readable.ts'

/** The most characters of a message that are kept, so that the sentence of a failure has at most 1,000. */
const MOST = 800

/**
 * Returns the message of something that was thrown, an `Error` or not. Invisible characters are escaped, and at most
 * 800 characters are kept. It never throws.
 */
export const messageOf = (thrown: unknown): string => {
  try {
    return readable(String(thrown instanceof Error ? thrown.message : thrown), MOST)
  } catch {
    // A revoked proxy, a getter that throws, or an object without a prototype.
    return 'something that cannot be shown'
  }
}
