import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Breach, Finding } from '../../../domain/rules/judgement/finding.ts'
import { health } from '../../../domain/rules/judgement/health.ts'
import { judge } from '../../../domain/rules/judgement/judge.ts'
import { together } from '../../../domain/rules/judgement/together.ts'
import { rules } from '../../../domain/rules/rules.ts'
import { configAbove } from '../../../service/project/config.ts'
import { isSource } from '../../../domain/rules/layer.ts'
import { isFile } from '../../../service/project/files/paths.ts'
import { clean } from '../event-line.ts'
import { exits } from '../status.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage.ts'
import { openProject } from './project/open-project.ts'
import { agentEvent } from './hook/edit-event.ts'

/**
 * Checks what an agent has just written: reads its event on the standard input, and tells it what breaks a rule there. Gives the exit
 * code: 2 where the agent has something to mend, 0 and silence where it has not, and where the event is of something else than an edit.
 */
export const hook = async (terminal: Terminal): Promise<number> => {
  const event = agentEvent(await inputOf(terminal), terminal.folder)
  if (event.kind === 'no_event')
    throw new UsageError(`The standard input ${event.says}. "tenon check --hook" reads an edit event of an agent.`)
  if (event.kind === 'other') return exits.well
  const lessons = await Promise.all(event.paths.map(lessonOn))
  const told = lessons.filter((each) => each !== '').join('\n\n')
  if (told === '') return exits.well
  await terminal.notes.line(told)
  if (event.answer === 'error') return exits.usage
  await terminal.output.line(JSON.stringify(answers[event.answer](told)))
  return exits.well
}

const answers = {
  cursor: (told: string) => ({ additional_context: told }),
  // Copilot reads the first, VS Code the second.
  copilot: (told: string) => ({
    additionalContext: told,
    hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: told },
  }),
} as const

/** What stands on the standard input. One that never ends is read until a signal ends the process, or there is more of it than of any event. */
const inputOf = async (terminal: Terminal): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of terminal.input()) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > MOST_INPUT_BYTES) throw new UsageError('The standard input holds more than 64 MiB, so it is no event.')
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** An event may hold the file's whole text, before and after. */
const MOST_INPUT_BYTES = 64 * 1024 * 1024

/** What an agent must know of a file that it has written; empty when all is well, or nothing there is checked. */
const lessonOn = async (path: string): Promise<string> => {
  if (!isSource(path) || !isFile(path)) return ''
  const config = configAbove(dirname(path))
  if (config.kind === 'none') return ''
  if (config.kind === 'several') throw new UsageError(config.says)
  const checking = openProject(dirname(path), { config: config.path })
  if (checking.kind === 'untrusted')
    return lesson(checking.findings, `tenon check cannot be trusted, so ${path} is not checked. Mend the config:`)
  const place = relative(checking.root, path).split(sep).join('/')
  const { findings: all } = judge(checking.project.readOnly([place]), rules, 'files')
  const findings = together(await withoutBaseline(checking.root, place, all))
  return lesson(findings, `tenon check: ${place} is written, and breaks what the project has agreed on. Mend it now:`)
}

/** Its name is stated here too, so that it is looked for before what reads it is loaded. */
const BASELINE = 'tenon-baseline.json'

/** What the baseline does not cover already. */
const withoutBaseline = async (root: string, path: string, findings: readonly Breach[]): Promise<readonly Breach[]> => {
  // Most projects have no baseline, and to load what reads it takes time.
  if (findings.length === 0 || !existsSync(join(root, BASELINE))) return findings
  const { besideBaselineOf } = await import('./project/baseline-file.ts')
  // An entry that no longer holds is for whoever runs the whole check.
  return besideBaselineOf(root, findings, new Set([path])).findings.filter((finding) => finding.path !== BASELINE)
}

const lesson = (findings: readonly Finding[], heading: string): string => {
  if (findings.length === 0) return ''
  const told = new Set<string>()
  return [heading, ...findings.flatMap((finding) => linesOf(finding, told))].map(clean).join('\n')
}

/** What, why and how to mend it; why just once for each rule. */
const linesOf = ({ rule, path, line, column, what, fix }: Finding, told: Set<string>): readonly string[] => {
  const why = told.has(rule) ? undefined : [...rules, ...health].find(({ id }) => id === rule)?.why
  told.add(rule)
  return [
    `${path}:${line}:${column}  ${rule}`,
    `  what  ${what}`,
    ...(why === undefined ? [] : [`  why   ${why}`]),
    `  fix   ${fix}`,
  ]
}
