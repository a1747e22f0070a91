import { join } from 'node:path'
import type { Command } from 'commander'
import { applyBaseline, type Baseline, firstBaseline, shrunk } from '../../domain/judgement/baseline.ts'
import type { Finding, UngroupedFinding } from '../../domain/judgement/finding.ts'
import { isTrusted } from '../../domain/judgement/health-findings.ts'
import { judge } from '../../domain/judgement/judge.ts'
import { grouped } from '../../domain/judgement/grouping.ts'
import { rules } from '../../domain/rules/rules.ts'
import { writeOver } from '../../service/node/file.ts'
import { jsonText } from '../../service/node/json-text.ts'
import { troubleWith } from '../../service/node/trouble.ts'
import { BASELINE } from '../../service/project/baseline-file.ts'
import { clean } from './terminal/visible.ts'
import { withCheckExamples } from './examples.ts'
import { withJson } from './terminal/options.ts'
import type { Shell } from './terminal/shell.ts'
import { exits } from './terminal/exits.ts'
import type { Terminal } from './terminal/terminal.ts'
import { UsageError } from './terminal/usage.ts'
import { baselineOf } from './project/baseline-file.ts'
import { type ConfigOption, withConfig } from './project/config-option.ts'
import { type OpenProject, openProjectOrReport, displayPath, untrustedJson } from './project/open-project.ts'

interface Options extends ConfigOption {
  readonly reason: string | undefined
  readonly json: boolean
}

/** Adds `tenon-check baseline`. */
export const addBaseline = (check: Command, shell: Shell): void => {
  const command = check
    .command('baseline')
    .summary('Accepts the current findings as a baseline that may only shrink.')
    .description(
      `Writes ${BASELINE} beside the config: all current findings, with the reason why they are accepted. Run it again to remove the findings that have been fixed. It never adds new ones, and exits with ${exits.finding} if there are any.`,
    )
    .option('--reason <text>', 'why the findings are accepted; required the first time')
  withCheckExamples(command, '--reason "from before the check"', '')
  withJson(
    withConfig(command),
    'print what was done: {"kind":"baseline","baseline","entries","removed","lowered","new"}',
  ).action(async (options: Options) => {
    const opened = await openProjectOrReport(shell, options)
    if (opened !== null) shell.end(await write(shell.terminal, opened, options))
  })
}

const write = async (terminal: Terminal, opened: OpenProject, { reason, json }: Options): Promise<number> => {
  const { findings: all } = judge(opened.project.read(), rules, 'project')
  const ill = all.filter((finding) => !isTrusted(finding))
  if (ill.length > 0) return distrusted(terminal, ill, json)
  const findings = all.filter(({ rule }) => rules.some(({ id }) => id === rule))
  const path = join(opened.root, BASELINE)
  const file = baselineOf(opened.root)
  const done = file === null ? begun(findings, reason) : continued(file.baseline, findings)
  if (done.changes)
    await writeOver(path, jsonText(done.baseline)).catch((error: unknown) => {
      throw new UsageError(troubleWith(path, error))
    })
  const { removed, lowered, added } = done
  const shownPath = (each: string): string => displayPath(terminal.folder, opened.root, each)
  const entries = done.baseline.entries.length
  if (json)
    await terminal.output.line(
      JSON.stringify({ kind: 'baseline', baseline: path, entries, removed, lowered, new: added }),
    )
  else for (const line of report(done, file === null, shownPath)) await terminal.output.line(line)
  return added.length === 0 ? exits.well : exits.finding
}

/** The changes that a run makes to a baseline. */
interface Done {
  readonly baseline: Baseline
  readonly changes: boolean
  readonly removed: number
  readonly lowered: number
  /** The findings that the baseline does not cover. */
  readonly added: readonly Finding[]
}

const begun = (findings: readonly UngroupedFinding[], reason: string | undefined): Done => {
  if (findings.length > 0 && (reason === undefined || reason.trim() === ''))
    throw new UsageError(
      `A baseline needs a reason: why is it right to accept ${counted(grouped(findings).length, 'finding')}? State it with --reason.`,
    )
  const since = new Date().toISOString().slice(0, 10)
  const baseline = firstBaseline(findings, reason ?? '', since)
  return { baseline, changes: findings.length > 0, removed: 0, lowered: 0, added: [] }
}

const continued = (before: Baseline, findings: readonly UngroupedFinding[]): Done => {
  const applied = applyBaseline(findings, before, () => true)
  const removed = applied.stale.filter(({ found }) => found === 0).length
  return {
    baseline: shrunk(before, applied),
    changes: applied.stale.length > 0,
    removed,
    lowered: applied.stale.length - removed,
    added: grouped(applied.findings),
  }
}

const report = (
  { baseline, removed, lowered, added }: Done,
  first: boolean,
  shownPath: (path: string) => string,
): readonly string[] => {
  const { entries } = baseline
  const path = shownPath(BASELINE)
  if (first)
    return entries.length === 0
      ? ['No rule is broken, so there is nothing to write.']
      : [`${path}: ${counted(entries.length, 'entry')}. "tenon-check" counts these findings and shows only new ones.`]
  const changed = removed + lowered === 0 ? 'unchanged' : `${removed} removed, ${lowered} lowered`
  const left =
    entries.length === 0 ? 'no entry left, so you can delete the file' : `${counted(entries.length, 'entry')} left`
  const summary = `${path}: ${changed}, ${left}.`
  if (added.length === 0) return [summary]
  return [
    summary,
    `${counted(added.length, 'finding')} not in the baseline, which never grows:`,
    ...added.map(({ path: at, line, column, rule, what }) =>
      clean(`  ${shownPath(at)}:${line}:${column}  ${rule}  ${what}`),
    ),
    'Fix each one, or allow it with a comment on its line: // tenon-allow <rule>: <reason>',
  ]
}

const distrusted = async ({ notes, output }: Terminal, ill: readonly Finding[], json: boolean): Promise<number> => {
  await notes.line('tenon-check: the check cannot be trusted, so no baseline is written. First fix:')
  for (const { path, line, rule, what } of ill) await notes.line(clean(`  ${path}:${line}  ${rule}  ${what}`))
  if (json) await output.line(untrustedJson(ill))
  return exits.usage
}

const counted = (count: number, one: 'finding' | 'entry'): string => `${count} ${count === 1 ? one : MANY[one]}`

const MANY = { finding: 'findings', entry: 'entries' } as const
