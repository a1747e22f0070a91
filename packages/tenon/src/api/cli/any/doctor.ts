import type { Command } from 'commander'
import type { Capability } from '../../../domain/capability/capability.ts'
import type { Observation } from '../../../service/binding/executor.ts'
import { done } from '../session/outcome.ts'
import { isCancelled, printFailure } from '../session/print-failure.ts'
import { conclude } from '../session/session.ts'
import { namedStore, type StoreOptions, withAnyStore } from '../session/store-options.ts'
import { nameOf } from '../session/binding-check.ts'
import { type Chosen, chooseAny } from '../session/stores.ts'
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
      `Examines a store of the config, or all of them if none is named, and changes nothing. It reports what is well, what is only claimed and cannot be checked from here, and what is wrong (exit ${exits.finding}, or ${exits.usage} if the store falls short of its need). If the store cannot be examined, the command fails as opening it would. Of several stores, the first that is not well decides the exit code.`,
    )
  withExamples(command, 'tenon doctor', 'tenon doctor orders --json')
  withJson(withAnyStore(command), 'what it found of each store, or its failure, as one JSON object').action(
    async (store: string | undefined, options: Options) =>
      shell.end(await doctor(shell.terminal, namedStore(store, options))),
  )
}

const doctor = async (terminal: Terminal, options: Options): Promise<number> => {
  const stores = await chooseAny(terminal, options)
  let code: number = exits.well
  for (const store of stores) {
    const examined = await examine(terminal, store, { ...options, several: stores.length > 1 })
    if (code === exits.well) code = examined
    if (terminal.stop.aborted) break
  }
  await Promise.all(stores.map(({ binding }) => binding.close()))
  return code
}

/** Examines one store, prints what was found, and returns the exit code. */
const examine = async (
  terminal: Terminal,
  { name, capability, binding }: Chosen<Capability>,
  options: Options & { readonly several: boolean },
): Promise<number> => {
  const answer = await Promise.race([binding.examine(), terminal.stopped()])
  if (answer === undefined) return conclude(terminal, options, done({}))
  const { technology, gaps } = binding
  if (options.json) await terminal.output.line(JSON.stringify({ store: name, technology, ...answer }))
  if (answer.kind === 'failed') {
    // The sentence of a failure does not name the store.
    if (options.several && !isCancelled(answer, terminal.stop))
      await terminal.notes.line(`tenon: The store ${name} cannot be examined.`)
    return printFailure(terminal, capability, answer)
  }
  if (!options.json) {
    const title = `${name}: ${nameOf(capability)} on ${technology.name}`
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
