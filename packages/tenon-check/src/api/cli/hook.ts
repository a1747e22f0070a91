import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Finding, UngroupedFinding } from '../../domain/judgement/finding.ts'
import { health } from '../../domain/health/health.ts'
import { judge } from '../../domain/judgement/judge.ts'
import { grouped } from '../../domain/judgement/grouping.ts'
import { rules } from '../../domain/rules/rules.ts'
import { configAbove } from '../../service/project/config.ts'
import { isSource } from '../../domain/config/layer.ts'
import { isFile } from '../../service/project/files/paths.ts'
import { clean } from './terminal/visible.ts'
import { exits } from './terminal/exits.ts'
import type { Terminal } from './terminal/terminal.ts'
import { UsageError } from './terminal/usage.ts'
import { openProject } from './project/open-project.ts'
import { agentEvent } from './hook/edit-event.ts'

/**
 * Checks the files that an agent has just written. Reads the agent's event from standard input and reports the broken
 * rules to the agent. Returns the exit code: 2 if the agent has something to fix; 0, with no output, if it has not or
 * if the event is not about an edit.
 */
export const hook = async (terminal: Terminal): Promise<number> => {
  const event = agentEvent(await inputOf(terminal), terminal.folder)
  if (event.kind === 'no_event')
    throw new UsageError(`The standard input ${event.says}. "tenon-check --hook" reads an agent's edit event.`)
  if (event.kind === 'other') return exits.well
  const messages = await Promise.all(event.paths.map(messageFor))
  const text = messages.filter((each) => each !== '').join('\n\n')
  if (text === '') return exits.well
  await terminal.notes.line(text)
  if (event.answer === 'error') return exits.usage
  await terminal.output.line(JSON.stringify(answers[event.answer](text)))
  return exits.well
}

const answers = {
  cursor: (text: string) => ({ additional_context: text }),
  // Copilot reads the first, VS Code the second.
  copilot: (text: string) => ({
    additionalContext: text,
    hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: text },
  }),
} as const

/**
 * Returns the whole standard input. An endless input is read until a signal ends the process, or until it is larger
 * than any event.
 */
const inputOf = async (terminal: Terminal): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of terminal.input()) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > MOST_INPUT_BYTES)
      throw new UsageError('The standard input holds more than 64 MiB, so it is not an event.')
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** An event may hold the whole text of a file twice: before and after the edit. */
const MOST_INPUT_BYTES = 64 * 1024 * 1024

/**
 * Returns what an agent must know about a file that it has written. Empty if the file keeps every rule or is not
 * checked.
 */
const messageFor = async (path: string): Promise<string> => {
  if (!isSource(path) || !isFile(path)) return ''
  const config = configAbove(dirname(path))
  if (config.kind === 'none') return ''
  if (config.kind === 'several') throw new UsageError(config.says)
  const opened = openProject(dirname(path), { config: config.path })
  if (opened.kind === 'untrusted')
    return message(opened.findings, `tenon-check cannot be trusted, so ${path} is not checked. Fix the config:`)
  const place = relative(opened.root, path).split(sep).join('/')
  const { findings: all } = judge(opened.project.readOnly([place]), rules, 'files')
  const findings = grouped(await withoutBaseline(opened.root, place, all))
  return message(findings, `tenon-check: ${place} was written, but breaks rules of this project. Fix it now:`)
}

/** The name is repeated here, so that the file can be looked for before the code that reads it is loaded. */
const BASELINE = 'tenon-baseline.json'

/** Returns the findings that the baseline does not cover. */
const withoutBaseline = async (
  root: string,
  path: string,
  findings: readonly UngroupedFinding[],
): Promise<readonly UngroupedFinding[]> => {
  // Most projects have no baseline, and loading the code that reads one takes time.
  if (findings.length === 0 || !existsSync(join(root, BASELINE))) return findings
  const { applyProjectBaseline } = await import('./project/baseline-file.ts')
  // Stale entries are reported by a check of the whole project only.
  return applyProjectBaseline(root, findings, new Set([path])).findings.filter((finding) => finding.path !== BASELINE)
}

const message = (findings: readonly Finding[], heading: string): string => {
  if (findings.length === 0) return ''
  const explained = new Set<string>()
  return [heading, ...findings.flatMap((finding) => linesOf(finding, explained))].map(clean).join('\n')
}

/** A finding as lines: what, why, and how to fix it. The reason is given once for each rule. */
const linesOf = ({ rule, path, line, column, what, fix }: Finding, explained: Set<string>): readonly string[] => {
  const why = explained.has(rule) ? undefined : [...rules, ...health].find(({ id }) => id === rule)?.why
  explained.add(rule)
  return [
    `${path}:${line}:${column}  ${rule}`,
    `  what  ${what}`,
    ...(why === undefined ? [] : [`  why   ${why}`]),
    `  fix   ${fix}`,
  ]
}
