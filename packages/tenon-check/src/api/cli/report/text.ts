import type { Finding } from '../../../domain/judgement/finding.ts'
import { clean } from '../terminal/visible.ts'
import { hanging } from '../terminal/wrap.ts'
import { codeFrame, type Paint } from './code-frame.ts'
import type { Report } from './report.ts'

/** What is needed to write findings as text. */
export interface Writing {
  /** Returns a path of the project as shown to the user. */
  readonly shownPath: (path: string) => string
  /** Returns the lines of a file of the project; none if it cannot be read. */
  readonly linesOf: (path: string) => readonly string[]
  /** Returns the reason for a rule. */
  readonly whyOf: (rule: Finding['rule']) => string
  readonly width: number
  /** The column at which sentences wrap; `null` if they do not wrap. */
  readonly breakAt: number | null
  readonly paint: Paint
}

/** Returns the findings as text: what is wrong, why it matters (once for each rule), and how to fix it. */
export const findingsText = ({ findings }: Report, writing: Writing): string => {
  const explained = new Set<string>()
  return findings
    .map((finding) => {
      const first = !explained.has(finding.rule)
      explained.add(finding.rule)
      return findingText(finding, first, writing)
    })
    .join('\n')
}

const findingText = (finding: Finding, first: boolean, writing: Writing): string => {
  const { rule, path, line, column, what, fix } = finding
  const { paint, breakAt } = writing
  const broken = (word: string, says: string): string => {
    const lead = word === '' ? '  ' : `  ${word}  `
    // Paint after wrapping: style codes take no columns.
    const wrapped = hanging(`${lead}${clean(says)}`, breakAt, lead.length)
    return `${word === '' ? wrapped : wrapped.replace(word, () => paint('dim', word))}\n`
  }
  const frame = framed(finding, writing).map((each) => `  ${each}\n`)
  return [
    `${paint('cyan', clean(`${writing.shownPath(path)}:${line}:${column}`))}  ${paint('bold', rule)}\n`,
    broken('', what),
    ...frame,
    first ? broken('why', writing.whyOf(rule)) : '',
    broken('fix', fix),
  ].join('')
}

const framed = (finding: Finding, { linesOf, width, paint }: Writing): readonly string[] =>
  // A finding about a whole file or folder has no place in the text.
  finding.end === 0 ? [] : codeFrame(linesOf(finding.path), finding, width - 2, paint)
