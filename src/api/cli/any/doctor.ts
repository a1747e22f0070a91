import type { Command } from 'commander'
import { EventStore } from '../../../domain/event/store.ts'
import type { Finding, Technology } from '../../../service/binding/executor.ts'
import { done } from '../session/outcome.ts'
import { clean } from '../event/event-line.ts'
import { type StoreOptions, withExamples, withJson, withStoreOptions } from '../terminal/options.ts'
import { conclude } from '../session/session.ts'
import type { Shell } from '../terminal/shell.ts'
import { exits } from '../session/status.ts'
import { choose } from '../session/stores.ts'
import { tell } from '../event/print-outcome.ts'
import type { Terminal } from '../terminal/terminal.ts'
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
      `Examines a store of the config and changes nothing: what is well, what is only claimed and cannot be seen from here, and what is wrong (exit ${exits.finding}, or ${exits.usage} where it falls short of its need). A store that cannot be looked at fails as it would on opening.`,
    )
  withExamples(command, 'tenon doctor', 'tenon doctor --store orders --json')
  withJson(withStoreOptions(command), 'what it found, or its failure, as one JSON object').action(
    async (options: Options) => shell.end(await doctor(shell.terminal, options)),
  )
}

const doctor = async (terminal: Terminal, options: Options): Promise<number> => {
  const { name, binding } = await choose(terminal, options)
  const answer = await Promise.race([binding.examine(), terminal.stopped()])
  await binding.close()
  if (answer === undefined) return conclude(terminal, options, done({}))
  const { technology, gaps } = binding
  if (options.json) await terminal.output.line(JSON.stringify({ store: name, technology, ...answer }))
  if (answer.kind === 'failed') return tell(terminal, answer)
  if (!options.json)
    await terminal.output.line(examinedText(name, technology, answer.findings, terminal.output.columns))
  if (gaps.length > 0) return exits.usage
  return answer.findings.some(({ level }) => level === 'wrong') ? exits.finding : exits.well
}

const examinedText = (
  name: string,
  technology: Technology,
  findings: readonly Finding[],
  width: number | null,
): string =>
  [
    `${name}: ${EventStore.name} ${EventStore.version} on ${technology.name}`,
    ...findings.flatMap(({ level, says, evidence = [] }) => [
      hanging(`  ${level.padEnd(WIDTH)}  ${clean(says)}`, width, WIDTH + 4),
      ...evidence.map((line) => `  ${' '.repeat(WIDTH)}    ${clean(line)}`),
    ]),
  ].join('\n')

const WIDTH = 'claimed'.length
