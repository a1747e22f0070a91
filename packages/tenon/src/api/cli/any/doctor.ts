import type { Command } from 'commander'
import type { Observation } from '../../../service/binding/executor.ts'
import { capabilities } from '../capabilities.ts'
import { done } from '../session/outcome.ts'
import { printFailure } from '../session/print-failure.ts'
import { conclude } from '../session/session.ts'
import { type StoreOptions, withStoreOptions } from '../session/store-options.ts'
import { choose } from '../session/stores.ts'
import { exits } from '../terminal/exits.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { clean } from '../terminal/visible.ts'
import { hanging } from '../terminal/wrap.ts'

interface Options extends StoreOptions {
  readonly json: boolean
}

/** Adds `tenon doctor`. */
export const addDoctor = (program: Command, shell: Shell): void => {
  const command = program
    .command('doctor')
    .summary('Examines a store of the config: what is well, what is only claimed, what is wrong.')
    .description(
      `Examines a store of the config and changes nothing. It reports what is well, what is only claimed and cannot be checked from here, and what is wrong (exit ${exits.finding}, or ${exits.usage} if the store falls short of its need). If the store cannot be examined, the command fails as opening it would.`,
    )
  withExamples(command, 'tenon doctor', 'tenon doctor --store orders --json')
  withJson(withStoreOptions(command), 'what it found, or its failure, as one JSON object').action(
    async (options: Options) => shell.end(await doctor(shell.terminal, options)),
  )
}

const doctor = async (terminal: Terminal, options: Options): Promise<number> => {
  const { name, capability, binding } = await choose(terminal, options, capabilities)
  const answer = await Promise.race([binding.examine(), terminal.stopped()])
  await binding.close()
  if (answer === undefined) return conclude(terminal, options, done({}))
  const { technology, gaps } = binding
  if (options.json) await terminal.output.line(JSON.stringify({ store: name, technology, ...answer }))
  if (answer.kind === 'failed') return printFailure(terminal, answer)
  if (!options.json) {
    const title = `${name}: ${capability.name} ${capability.version} on ${technology.name}`
    await terminal.output.line(examinedText(title, answer.findings, terminal.output.columns))
  }
  if (gaps.length > 0) return exits.usage
  return answer.findings.some(({ level }) => level === 'wrong') ? exits.finding : exits.well
}

const examinedText = (title: string, findings: readonly Observation[], width: number | null): string =>
  [
    title,
    ...findings.flatMap(({ level, says, evidence = [] }) => [
      hanging(`  ${level.padEnd(WIDTH)}  ${clean(says)}`, width, WIDTH + 4),
      ...evidence.map((line) => `  ${' '.repeat(WIDTH)}    ${clean(line)}`),
    ]),
  ].join('\n')

const WIDTH = 'claimed'.length
