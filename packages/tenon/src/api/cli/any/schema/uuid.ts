import { newId } from '../../../../service/node/id.ts'
import type { JsonSchema } from './json-schema.ts'

/**
 * Whether a text must be a UUID: the schema says so by its format, or its pattern accepts new ones and refuses other
 * words.
 */
export const isUuid = ({ format, pattern }: JsonSchema): boolean => {
  if (typeof pattern !== 'string') return format === 'uuid'
  const matches = matcherOf(pattern)
  return [newId(), newId()].every(matches) && !OTHERS.some(matches)
}

const OTHERS = ['new', 'x', '0', 'a-b', '00000000000000000000000000000000']

/** A pattern that cannot be compiled matches nothing. */
const matcherOf = (pattern: string): ((text: string) => boolean) => {
  try {
    const compiled = new RegExp(pattern, 'u')
    return (text) => compiled.test(text)
  } catch {
    return () => false
  }
}
