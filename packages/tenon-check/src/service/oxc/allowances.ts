import type { Comment } from 'oxc-parser'
import type { Allowance } from '../../domain/facts/allowance.ts'
import { placeOf } from '../../domain/facts/span.ts'

/**
 * Matches a comment that is an allowance. One without a rule or a reason, or with several rules, matches too: it allows
 * nothing and is reported.
 */
const ALLOW = /^[\s*]*tenon-allow(?![\w-])\s*([\w-]*(?:\s*,\s*[\w-]+)*)([^]*)$/

/**
 * Returns the comments that allow a finding. A comment after code applies to its own line, any other to the next line
 * with code.
 */
export const allowances = (
  comments: readonly Comment[],
  text: string,
  lineStarts: readonly number[],
): readonly Allowance[] => {
  const stated = comments.map(({ value }) => ALLOW.exec(value))
  if (stated.every((each) => each === null)) return []
  const next = codeAfter(comments, text)
  return comments.flatMap(({ start, end }, i) => {
    const [, rule, rest] = stated[i] ?? []
    if (rule === undefined || rest === undefined) return []
    const at = beginsLine(text, start) ? (next[i] ?? text.length) : start
    return [{ rule, reason: reasonIn(rest), line: placeOf(lineStarts, at).line, start, end }]
  })
}

const reasonIn = (rest: string): string => {
  const trimmed = rest.trim()
  return trimmed.startsWith(':') ? trimmed.slice(1).trim() : ''
}

/** Whether there is only white space before an offset on its line. */
const beginsLine = (text: string, offset: number): boolean => {
  let at = offset - 1
  while (at >= 0 && text[at] !== '\n' && /\s/.test(text.charAt(at))) at--
  return at < 0 || text[at] === '\n'
}

/** Returns for each comment the first offset after it that is neither white space nor part of a comment. */
const codeAfter = (comments: readonly Comment[], text: string): readonly number[] => {
  const found: number[] = []
  const space = /\s*/y
  for (let i = comments.length - 1; i >= 0; i--) {
    space.lastIndex = comments[i]?.end ?? 0
    space.test(text)
    const next = comments[i + 1]?.start === space.lastIndex ? found[i + 1] : undefined
    found[i] = next ?? space.lastIndex
  }
  return found
}
