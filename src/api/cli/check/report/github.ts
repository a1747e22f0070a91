import type { Finding } from '../../../../domain/rules/judgement/finding.ts'
import { clean } from '../../event-line.ts'
import type { Report } from './report.ts'

/** The findings as commands of GitHub's workflows, one a line, which it shows at their lines. The first of each rule says why. */
export const githubLines = (
  { findings }: Report,
  told: (path: string) => string,
  whyOf: (rule: Finding['rule']) => string,
): readonly string[] =>
  findings.map((finding) => {
    const { rule, path, line, column, endLine, endColumn, what, fix } = finding
    const properties = {
      file: told(path).replaceAll('\\', '/'),
      line: String(line),
      endLine: String(endLine),
      // Columns of a stretch of several lines are refused.
      ...(line === endLine ? { col: String(column), endColumn: String(Math.max(endColumn, column)) } : {}),
      title: rule,
    }
    const why = findings.find((each) => each.rule === rule) === finding ? [`Why: ${whyOf(rule)}`] : []
    const stated = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`)
    return `::error ${stated.join(',')}::${data([what, fix, ...why].join('\n'))}`
  })

/** Nothing in a file's name or text is to reach the terminal of whoever reads the log of a workflow. */
const data = (text: string): string =>
  text
    .replaceAll(/[^\r\n]+/g, clean)
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
