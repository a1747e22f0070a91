import type { JsonInput } from '../../../domain/data/json.ts'
import { MOST_LINE_BYTES, textIn } from './input.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'

/**
 * Returns the JSON value of an option: JSON itself, or `@` and the name of a file of JSON, or `-` for the standard
 * input. Throws a `UsageError` that names the option or the file.
 */
export const jsonOption = async (terminal: Terminal, option: string, text: string): Promise<JsonInput> => {
  const file = text.startsWith('@') ? text.slice(1) : text
  if (file === text && text !== '-') return parsedJson(option, text)
  if (file === '') throw new UsageError(`${option} @ names no file. Write the name after the @.`)
  if (text === '-' && terminal.input().readableEnded)
    throw new UsageError(
      `${option} - finds nothing on the standard input, because another option has read it. State one of the two in a file: ${option} @<file>`,
    )
  const place = text === '-' ? `the standard input, which ${option} - reads,` : `${file}, which ${option} names,`
  return parsedJson(place, await textIn(terminal, file, MOST_LINE_BYTES))
}

/** Parses JSON. Throws a `UsageError` that names the place. Everything that `JSON.parse` returns is a `JsonInput`. */
export const parsedJson = (place: string, text: string): JsonInput => {
  try {
    return JSON.parse(text) as JsonInput
  } catch (error) {
    throw new UsageError(`${place} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
