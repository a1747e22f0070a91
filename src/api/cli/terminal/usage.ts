/** Thrown where a command line, or a file that it names, is not as it must be. Its message is a sentence for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
