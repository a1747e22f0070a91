import type { Finding } from '../../../../domain/rules/judgement/finding.ts'
import { clean } from '../../event-line.ts'
import { hanging } from '../../wrap.ts'
import { codeFrame, type Paint } from './code-frame.ts'
import type { Report } from './report.ts'

/** What a text for people is written with. */
export interface Writing {
  /** A path as it is told to whoever asks. */
  readonly told: (path: string) => string
  /** The lines of a file of the project; none where it cannot be read. */
  readonly linesOf: (path: string) => readonly string[]
  /** Why a rule is a rule. */
  readonly whyOf: (rule: Finding['rule']) => string
  readonly width: number
  /** Where sentences are broken; `null` where they are not. */
  readonly breakAt: number | null
  readonly paint: Paint
}

/** The findings as a text for people: what is wrong, why that matters (once a rule), and how to mend it. */
export const findingsText = ({ findings }: Report, writing: Writing): string => {
  const told = new Set<string>()
  return findings
    .map((finding) => {
      const first = !told.has(finding.rule)
      told.add(finding.rule)
      return findingText(finding, first, writing)
    })
    .join('\n')
}

const findingText = (finding: Finding, first: boolean, writing: Writing): string => {
  const { rule, path, line, column, what, fix } = finding
  const { paint, breakAt } = writing
  const broken = (word: string, says: string): string => {
    const lead = word === '' ? '  ' : `  ${word}  `
    // The style of the word takes no room.
    const told = hanging(`${lead}${clean(says)}`, breakAt, lead.length)
    return `${word === '' ? told : told.replace(word, () => paint('dim', word))}\n`
  }
  const frame = framed(finding, writing).map((each) => `  ${each}\n`)
  return [
    `${paint('cyan', clean(`${writing.told(path)}:${line}:${column}`))}  ${paint('bold', rule)}\n`,
    broken('', what),
    ...frame,
    first ? broken('why', writing.whyOf(rule)) : '',
    broken('fix', fix),
  ].join('')
}

const framed = (finding: Finding, { linesOf, width, paint }: Writing): readonly string[] =>
  // What is about a whole file or folder has no place in it.
  finding.end === 0 ? [] : codeFrame(linesOf(finding.path), finding, width - 2, paint)
