/** Thrown if a command line, or a file that it names, is invalid. Its message is a sentence for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
