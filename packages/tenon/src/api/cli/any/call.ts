import type { Command } from 'commander'
import type { Capability } from '../../../domain/capability/capability.ts'
import { withConfigOption } from '../session/store-options.ts'
import { nameOf } from '../session/binding-check.ts'
import { done } from '../session/outcome.ts'
import { conclude } from '../session/session.ts'
import { type Chosen, chooseAny } from '../session/stores.ts'
import { exits } from '../terminal/exits.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { sheet } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { UsageError } from '../terminal/usage.ts'
import { callOperation } from './call/call-operation.ts'
import type { FieldFlag } from './call/field-flags.ts'
import { operationCommand } from './call/operation-command.ts'
import { statedFields } from './call/stated-fields.ts'

interface Options {
  readonly fields: string | undefined
  readonly config: string | undefined
  readonly json: boolean
  readonly help: boolean | undefined
}

/** Adds `tenon call`. `examples` are command lines for its help. */
export const addCall = (program: Command, shell: Shell, examples: readonly string[]): void => {
  const command = program
    .command('call')
    .summary('Calls an operation of any store of the config.')
    .description(
      `Calls an operation of a store of the config, whatever its capability is. Each field of the operation is an option; "tenon call <store> <operation> --help" lists them, and "tenon call <store>" lists the operations. An operation of one answer prints it (exit ${exits.well} if it is the result that the operation declares first, and ${exits.finding} if it is another). An operation of many prints one JSON object per line, until its end or until Ctrl-C.`,
    )
    .usage('<store> <operation> [--<field> <value> ...] [options]')
    .argument('[store]', "the store's name in the config")
    .argument('[operation]', 'the name of an operation of its capability')
    // The options of an operation are known only when its store is loaded.
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
  withJson(
    withConfigOption(command),
    'the result as one JSON object; for an operation of many, the last line is {"kind":"done","items"}, or another kind',
  )
    .option('--fields <json>', 'the fields as one JSON object, instead of options; or @ and the name of a file, or -')
    .option('-h, --help', 'display help for the command, or for the operation')
    .action(async (store: string | undefined, operation: string | undefined, options: Options): Promise<void> => {
      if (store === undefined && options.help === true) return void command.outputHelp()
      const words = command.args.slice(2)
      shell.end(await call(shell.terminal, command, { store, operation, words }, options))
    })
  withExamples(command, ...examples)
}

/** The words of a command line after `tenon call`. */
interface Words {
  readonly store: string | undefined
  readonly operation: string | undefined
  readonly words: readonly string[]
}

const call = async (terminal: Terminal, command: Command, words: Words, options: Options): Promise<number> => {
  const { config, json } = options
  if (words.store === undefined) throw await unnamed(terminal, config)
  const [chosen] = await chooseAny(terminal, { config, store: words.store })
  if (chosen === undefined) throw await unnamed(terminal, config)
  if (words.operation === undefined) return operations(terminal, chosen, options)
  const found = operationCommand(command, chosen, words.operation)
  const declared = chosen.capability.operations[words.operation]
  if (found === undefined || declared === undefined)
    throw new UsageError(
      `The store ${chosen.name}, of ${nameOf(chosen.capability)}, has no operation ${words.operation}. It has: ${Object.keys(chosen.capability.operations).join(', ')}.`,
    )
  if (options.help === true) {
    found.command.outputHelp()
    return exits.well
  }
  const { limit, texts } = found.read(words.words)
  const session = { config, store: chosen.name, json }
  const stated = { fields: options.fields, texts }
  const fields = await statedFields(terminal, declared, found.flags, stated).catch((error: unknown) => {
    if (terminal.stop.aborted) return undefined
    throw error
  })
  if (fields === undefined) return conclude(terminal, session, done({}))
  await tellNew(terminal, found.flags, texts, fields)
  return callOperation(terminal, session, { chosen, operation: words.operation, fields, limit })
}

const unnamed = async (terminal: Terminal, config: string | undefined): Promise<UsageError> => {
  const stores = await chooseAny(terminal, { config, store: undefined })
  const names = stores.map(({ name, capability }) => `${name} (${nameOf(capability)})`).join(', ')
  return new UsageError(`Name a store and an operation: tenon call <store> <operation>. The config has: ${names}.`)
}

/** Lists the operations of a store. */
const operations = async (
  terminal: Terminal,
  { name, capability }: Chosen<Capability>,
  options: Options,
): Promise<number> => {
  const { show, end } = sheet<Listed>(terminal, options, (operation) => JSON.stringify(operation), LISTED)
  const listed = Object.entries(capability.operations).map(([operation, { touches, gives, says }]) => ({
    operation,
    touches,
    gives,
    says,
  }))
  await show(listed)
  await end()
  const session = { config: options.config, store: name, json: options.json }
  return conclude(terminal, session, done({ operations: listed.length }))
}

interface Listed {
  readonly operation: string
  readonly touches: string
  readonly gives: string
  readonly says: string
}

const LISTED = (['operation', 'touches', 'gives', 'says'] as const).map((heading) => ({
  heading,
  align: 'left' as const,
  show: (listed: Listed) => listed[heading],
}))

/** Prints the ids that were made here, before the call is sent: a repeat of the call must state them again. */
const tellNew = async (
  { notes }: Terminal,
  flags: readonly FieldFlag[],
  texts: ReadonlyMap<string, string>,
  fields: object,
): Promise<void> => {
  for (const { field, flag } of flags) {
    const value: unknown = Reflect.get(fields, field)
    if (texts.get(field) === 'new' && value !== 'new') await notes.line(`${flag} ${String(value)}`)
  }
}
