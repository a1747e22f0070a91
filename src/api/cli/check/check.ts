import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import type { Finding } from '../../../domain/rules/judgement/finding.ts'
import { health } from '../../../domain/rules/judgement/health.ts'
import { judge } from '../../../domain/rules/judgement/judge.ts'
import { apart, together, togetherInFiles } from '../../../domain/rules/judgement/together.ts'
import type { Reading } from '../../../domain/rules/judgement/reading.ts'
import { rules } from '../../../domain/rules/rules.ts'
import { packageVersion } from '../../../service/node/package.ts'
import type { Selection } from '../../../service/project/selection.ts'
import { Sources } from '../../../service/project/files/sources.ts'
import { exits } from '../status.ts'
import type { Terminal } from '../terminal.ts'
import { selectedFiles, readSelection } from './project/selected-files.ts'
import { type OpenProject, openProject, type ConfigOption, told } from './project/open-project.ts'
import { type FixedFile, nothingChecked, type Report, reportOf, summaryOf } from './report/report.ts'

/** What a check is select for. */
export interface CheckOptions extends ConfigOption {
  readonly paths: readonly string[]
  readonly changed: boolean
  readonly fix: boolean
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'mermaid'
}

/** Checks a project, or some of its files, and tells what came of it. Gives the exit code. */
export const runCheck = async (terminal: Terminal, wish: CheckOptions): Promise<number> => {
  const checking = openProject(terminal.folder, wish)
  if (checking.kind === 'untrusted') return tell(terminal, wish, checking.root, nothingChecked(checking.findings), null)
  const selection = await selectedFiles(terminal.folder, checking, wish.paths, wish.changed)
  if (selection !== null && isEmpty(selection)) {
    await terminal.notes.line('Nothing changed that is checked.')
    return exits.well
  }
  const mended = wish.fix ? await (await import('./project/apply-fixes.ts')).applyFixes(checking, selection) : []
  const reading = readSelection(mended.length === 0 ? checking.project : checking.planted(new Map()), selection)
  return tell(terminal, wish, checking.root, await judged(checking, selection, reading, mended), reading)
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
  // Most projects have no baseline, and to load what reads it takes time.
  const { findings, baselined } = existsSync(join(root, 'tenon-baseline.json'))
    ? (await import('./project/baseline-file.ts')).besideBaselineOf(root, all, looked)
    : { findings: all, baselined: [] }
  return reportOf(reading, extent, rules, {
    findings: together(findings),
    allowed: togetherInFiles(allowed),
    baselined: apart(baselined),
    mended,
  })
}

/** Writes a report in the format that is select for, and a summary of it on the notes. */
const tell = async (
  terminal: Terminal,
  { format }: CheckOptions,
  root: string,
  report: Report,
  reading: Reading | null,
): Promise<number> => {
  // Where the check could not begin there is no map to draw, and the notes say why.
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
  const toldFrom = (path: string): string => told(terminal.folder, root, path)
  switch (format) {
    case 'text':
      return report.findings.length === 0 ? '' : textOf(terminal, root, report)
    case 'json': {
      const { reportJson } = await import('./report/json.ts')
      return JSON.stringify(reportJson(report, toldFrom('.')), null, 2)
    }
    case 'sarif': {
      const { reportSarif } = await import('./report/sarif.ts')
      return JSON.stringify(reportSarif(report, await packageVersion(), root), null, 2)
    }
    case 'github': {
      const { githubLines } = await import('./report/github.ts')
      return githubLines(report, toldFrom, whyOf).join('\n')
    }
    case 'mermaid': {
      if (reading === null) return ''
      const { capabilityMap } = await import('../../../domain/rules/map/map.ts')
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
    told: (path) => told(folder, root, path),
    linesOf,
    whyOf,
    width: output.columns ?? WIDTH,
    breakAt: output.columns,
    paint: (style, text) => (output.colours ? styleText(style, text, { validateStream: false }) : text),
  })
}

const whyOf = (rule: Finding['rule']): string => [...rules, ...health].find(({ id }) => id === rule)?.why ?? ''

const WIDTH = 120
