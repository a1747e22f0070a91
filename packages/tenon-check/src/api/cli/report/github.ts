import type { Finding } from '../../../domain/judgement/finding.ts'
import { clean } from '../terminal/visible.ts'
import type { Report } from './report.ts'

/**
 * Returns the findings as GitHub workflow commands, one per line. GitHub shows each at its line. The first finding of
 * each rule gives the reason.
 */
export const githubLines = (
  { findings }: Report,
  shownPath: (path: string) => string,
  whyOf: (rule: Finding['rule']) => string,
): readonly string[] =>
  findings.map((finding) => {
    const { rule, path, line, column, endLine, endColumn, what, fix } = finding
    const properties = {
      file: shownPath(path).replaceAll('\\', '/'),
      line: String(line),
      endLine: String(endLine),
      // GitHub rejects columns for a range of several lines.
      ...(line === endLine ? { col: String(column), endColumn: String(Math.max(endColumn, column)) } : {}),
      title: rule,
    }
    const why = findings.find((each) => each.rule === rule) === finding ? [`Why: ${whyOf(rule)}`] : []
    const stated = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`)
    return `::error ${stated.join(',')}::${data([what, fix, ...why].join('\n'))}`
  })

/**
 * Escapes a text for a workflow command. Control characters of a file's name or text must not reach the terminal of
 * someone who reads the log.
 */
const data = (text: string): string =>
  text
    .replaceAll(/[^\r\n]+/g, clean)
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
