import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import type { Finding } from '../../domain/judgement/finding.ts'
import { health } from '../../domain/health/health.ts'
import { judge } from '../../domain/judgement/judge.ts'
import { grouped, groupedByFile, ungrouped } from '../../domain/judgement/grouping.ts'
import type { Reading } from '../../domain/project/reading.ts'
import { rules } from '../../domain/rules/rules.ts'
import { packageVersion } from '../../service/node/package.ts'
import type { Selection } from '../../service/project/selection.ts'
import { Sources } from '../../service/project/files/sources.ts'
import { exits } from './terminal/exits.ts'
import type { Terminal } from './terminal/terminal.ts'
import { selectedFiles, readSelection } from './project/selected-files.ts'
import type { ConfigOption } from './project/config-option.ts'
import { type OpenProject, openProject, displayPath } from './project/open-project.ts'
import { type FixedFile, nothingChecked, type Report, reportOf, summaryOf } from './report/report.ts'

/** The options of a check. */
export interface CheckOptions extends ConfigOption {
  readonly paths: readonly string[]
  readonly changed: boolean
  readonly fix: boolean
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'mermaid'
}

/** Checks a project, or some of its files, and prints the report. Returns the exit code. */
export const runCheck = async (terminal: Terminal, options: CheckOptions): Promise<number> => {
  const opened = openProject(terminal.folder, options)
  if (opened.kind === 'untrusted') return print(terminal, options, opened.root, nothingChecked(opened.findings), null)
  const selection = await selectedFiles(terminal.folder, opened, options.paths, options.changed)
  if (selection !== null && isEmpty(selection)) {
    await terminal.notes.line('No checked file has changed.')
    return exits.well
  }
  const mended = options.fix ? await (await import('./project/apply-fixes.ts')).applyFixes(opened, selection) : []
  const reading = readSelection(mended.length === 0 ? opened.project : opened.withTexts(new Map()), selection)
  return print(terminal, options, opened.root, await judged(opened, selection, reading, mended), reading)
}

const isEmpty = ({ paths, unlayered, unread }: Selection): boolean =>
  paths.length + unlayered.length + unread.length === 0

const judged = async (
  { root }: OpenProject,
  selection: Selection | null,
  reading: Reading,
  mended: readonly FixedFile[],
): Promise<Report> => {
  const extent = selection === null ? 'project' : 'files'
  const { findings: all, allowed } = judge(reading, rules, extent)
  const looked = selection === null ? null : new Set(selection.paths)
  // Most projects have no baseline, and loading the code that reads one takes time.
  const { findings, baselined } = existsSync(join(root, 'tenon-baseline.json'))
    ? (await import('./project/baseline-file.ts')).applyProjectBaseline(root, all, looked)
    : { findings: all, baselined: [] }
  return reportOf(reading, extent, rules, {
    findings: grouped(findings),
    allowed: groupedByFile(allowed),
    baselined: ungrouped(baselined),
    mended,
  })
}

/** Prints a report in the requested format, and a summary of it to the notes. */
const print = async (
  terminal: Terminal,
  { format }: CheckOptions,
  root: string,
  report: Report,
  reading: Reading | null,
): Promise<number> => {
  // If the check could not begin, there is no map to draw, and the notes say why.
  if (format === 'mermaid' && reading === null) await terminal.notes.line(await textOf(terminal, root, report))
  const text = await written(terminal, format, root, report, reading)
  if (text !== '') await terminal.output.line(text)
  await terminal.notes.line(summaryOf(report))
  if (!report.trusted) return exits.usage
  return report.findings.length === 0 ? exits.well : exits.finding
}

const written = async (
  terminal: Terminal,
  format: CheckOptions['format'],
  root: string,
  report: Report,
  reading: Reading | null,
): Promise<string> => {
  const shownPath = (path: string): string => displayPath(terminal.folder, root, path)
  switch (format) {
    case 'text':
      return report.findings.length === 0 ? '' : textOf(terminal, root, report)
    case 'json': {
      const { reportJson } = await import('./report/json.ts')
      return JSON.stringify(reportJson(report, shownPath('.')), null, 2)
    }
    case 'sarif': {
      const { reportSarif } = await import('./report/sarif.ts')
      return JSON.stringify(reportSarif(report, await packageVersion(), root), null, 2)
    }
    case 'github': {
      const { githubLines } = await import('./report/github.ts')
      return githubLines(report, shownPath, whyOf).join('\n')
    }
    case 'mermaid': {
      if (reading === null) return ''
      const { capabilityMap } = await import('../../domain/map/capability-map.ts')
      return capabilityMap(reading, report.findings)
    }
    default:
      return format satisfies never
  }
}

const textOf = async ({ folder, output }: Terminal, root: string, report: Report): Promise<string> => {
  const { findingsText } = await import('./report/text.ts')
  const sources = Sources.of(root)
  const files = new Map<string, readonly string[]>()
  const linesOf = (path: string): readonly string[] => {
    const known = files.get(path)
    if (known !== undefined) return known
    const source = sources.at(path)
    const lines = 'text' in source ? source.text.split('\n') : []
    files.set(path, lines)
    return lines
  }
  return findingsText(report, {
    shownPath: (path) => displayPath(folder, root, path),
    linesOf,
    whyOf,
    width: output.columns ?? WIDTH,
    breakAt: output.columns,
    paint: (style, text) => (output.colours ? styleText(style, text, { validateStream: false }) : text),
  })
}

const whyOf = (rule: Finding['rule']): string => [...rules, ...health].find(({ id }) => id === rule)?.why ?? ''

const WIDTH = 120
