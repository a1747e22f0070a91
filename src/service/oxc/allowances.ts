import type { Comment } from 'oxc-parser'
import type { Allowance } from '../../domain/rules/judgement/allowance.ts'
import { placeOf } from '../../domain/rules/facts/span.ts'

/** What begins so is an allowance, also without a rule or a reason, or with several rules: then it allows nothing, and somebody is told. */
const ALLOW = /^[\s*]*tenon-allow(?![\w-])\s*([\w-]*(?:\s*,\s*[\w-]+)*)([^]*)$/

const REASON = /^\s*:\s*(\S[^]*?)\s*$/

/** The comments that let a finding stand. One that follows code is about its own line, any other about the next line with code. */
export const allowances = (
  comments: readonly Comment[],
  text: string,
  lineStarts: readonly number[],
): readonly Allowance[] =>
  comments.flatMap(({ value, start, end }) => {
    const stated = ALLOW.exec(value)
    if (stated === null) return []
    const { line } = placeOf(lineStarts, start)
    const before = text.slice(lineStarts[line - 1] ?? 0, start).trim()
    const next = lineAfter(comments, text, lineStarts, end)
    const reason = REASON.exec(stated[2] ?? '')?.[1] ?? ''
    return [{ rule: stated[1] ?? '', reason, line: before === '' ? next : line, start, end }]
  })

/** The first line below an offset that holds more than space and comments. */
const lineAfter = (
  comments: readonly Comment[],
  text: string,
  lineStarts: readonly number[],
  offset: number,
): number => {
  let at = offset
  for (;;) {
    const rest = /\S/.exec(text.slice(at))
    if (rest === null) return placeOf(lineStarts, text.length).line
    at += rest.index
    const comment = comments.find(({ start }) => start === at)
    if (comment === undefined) return placeOf(lineStarts, at).line
    at = comment.end
  }
}
