import { z } from 'zod'
import { must } from './schema-messages.ts'

/** The pattern of a name. */
export const NAME = /^[^\p{Cc}\p{Cs}]{1,255}$/u

/**
 * The schema of a name: 1 to 255 code points, without control characters and lone surrogates. Names are never
 * normalised.
 */
export const Name = z
  .string(must('a name'))
  .regex(NAME, must('a name of 1 to 255 code points without control characters or lone surrogates'))

/** The schema of the beginning of a name: 0 to 255 code points, with the same rules as `Name`. */
export const Prefix = z
  .string(must('the beginning of a name'))
  .regex(/^[^\p{Cc}\p{Cs}]{0,255}$/u, must('at most 255 code points without control characters or lone surrogates'))

/** The pattern of a UUID in lower case. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The schema of an id: a UUID in lower case. */
export const Uuid = z.string(must('a UUID in lower case')).regex(UUID, must('a UUID in lower case'))

/**
 * Compares two names by their code points, which is the order in which every binding lists names. JavaScript compares
 * UTF-16 code units, which gives another order for code points above U+FFFF.
 */
export const byCodePoint = (a: string, b: string): number => {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i += 1) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    // Surrogates encode code points above all others, although as code units they sort below some of them.
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff
