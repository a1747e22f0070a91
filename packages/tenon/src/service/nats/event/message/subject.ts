import { NAME } from '../../../../domain/data/names.ts'

/**
 * Returns the subject of a stream's messages: `<prefix>.<category>.<id>`, or `<prefix>.<category>` for a name without a
 * `-`. It has at most 3,190 characters.
 */
export const subjectOf = (prefix: string, stream: string): string => {
  const dash = stream.indexOf('-')
  if (dash === -1) return `${prefix}.${written(stream)}`
  return `${prefix}.${written(stream.slice(0, dash))}.${written(stream.slice(dash + 1))}`
}

/** Returns the stream whose messages have a subject, or nothing if no stream of Tenon's has that subject. */
export const streamOf = (prefix: string, subject: string): string | undefined => {
  if (!subject.startsWith(`${prefix}.`)) return undefined
  const [category = '', id, ...more] = subject.slice(prefix.length + 1).split('.')
  const stream = id === undefined ? read(category) : `${read(category)}-${read(id)}`
  // Another program may encode such a subject in another way, or encode something that is no name. Only one encoding is
  // Tenon's.
  return more.length === 0 && NAME.test(stream) && subjectOf(prefix, stream) === subject ? stream : undefined
}

/**
 * Returns the narrowest filter for all streams whose names begin like this: one category if the beginning contains it
 * whole.
 */
export const filterOf = (prefix: string, beginning: string): string => {
  const dash = beginning.indexOf('-')
  return dash === -1 ? `${prefix}.>` : `${prefix}.${written(beginning.slice(0, dash))}.*`
}

const PLAIN = /^[\w-]+$/

/**
 * Encodes a text as one token: UTF-8 bytes other than `A-Z a-z 0-9 _ -` as `=` and two hexadecimal digits, and the
 * empty text as `=`.
 */
const written = (text: string): string => {
  if (PLAIN.test(text)) return text
  if (text === '') return '='
  let token = ''
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte)
    token += byte < 0x80 && PLAIN.test(character) ? character : `=${byte.toString(16).padStart(2, '0')}`
  }
  return token
}

const read = (token: string): string => {
  if (token === '=') return ''
  if (!token.includes('=')) return token
  return Buffer.from(
    token.replace(/=([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  ).toString()
}
