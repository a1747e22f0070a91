import { z } from 'zod'
import { must } from './sentence.ts'

/** What a name looks like. */
export const NAME = /^[^\p{Cc}\p{Cs}]{1,255}$/u

/** The schema of a name of a stream or of a type: 1 to 255 code points, none of them a control character or a lone surrogate. Names are never normalised. */
export const Name = z
  .string(must('a name'))
  .regex(NAME, must('a name of 1 to 255 code points without control characters or lone surrogates'))

/** The schema of how a name begins: 0 to 255 code points, as `Name` has them. */
export const Prefix = z
  .string(must('the beginning of a name'))
  .regex(/^[^\p{Cc}\p{Cs}]{0,255}$/u, must('at most 255 code points without control characters or lone surrogates'))

/** A place in a stream: from 0, without gaps, a safe integer. */
export type Revision = number

/** The schema of a revision. */
export const Revision = z
  .int(must('a revision, a whole number from 0'))
  .min(0, must('a revision, a whole number from 0'))

/** A place in the whole log: from 1, strictly rising, every event its own, gaps allowed, a safe integer. */
export type Position = number

/** The schema of a position. */
export const Position = z
  .int(must('a position, a whole number from 1'))
  .min(1, must('a position, a whole number from 1'))

/** The category of a stream named `category-id`: what stands before the first `-`, or the whole name if there is none. */
export const category = (stream: string): string => {
  const end = stream.indexOf('-')
  return end === -1 ? stream : stream.slice(0, end)
}

/** Orders names by their code points, as every binding lists them. JavaScript's own order differs beyond the basic plane. */
export const byCodePoint = (a: string, b: string): number => {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i += 1) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    // Surrogates stand for code points above all other code units, although they sort below some of them.
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff
