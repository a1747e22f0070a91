import { readable } from '../capability/readable.ts'

/** The most characters of a message that are kept, so that the sentence of a failure has at most 1,000. */
const MOST = 800

/** The most lines of a message that are kept. */
const MOST_LINES = 100

/**
 * Returns the message of something that was thrown, an `Error` or not. Invisible characters are escaped, and at most
 * 800 characters are kept. It never throws.
 */
export const messageOf = (thrown: unknown): string => readable(wholeOf(thrown), MOST)

/**
 * As `messageOf`, but keeps the line ends: a message may list several mistakes, one a line. At most 100 lines are kept,
 * and at most 800 characters of each.
 */
export const linesOf = (thrown: unknown): string =>
  wholeOf(thrown)
    .split('\n', MOST_LINES)
    .map((line) => readable(line, MOST))
    .join('\n')

const wholeOf = (thrown: unknown): string => {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown)
  } catch {
    // A revoked proxy, a getter that throws, or an object without a prototype.
    return 'something that cannot be shown'
  }
}
