import { Command, InvalidArgumentError, Option } from 'commander'
import type { Capability } from '../../../../domain/capability/capability.ts'
import type { Chosen } from '../../session/stores.ts'
import { withEpilog } from '../../terminal/epilog.ts'
import { withLimit } from '../../terminal/options.ts'
import { operationFacts } from '../description/operation-text.ts'
import { type FieldFlag, fieldFlags } from './field-flags.ts'

/** What a command line says after the store and the operation. */
interface OperationWords {
  /** The texts of the options of its fields, by field. */
  readonly texts: ReadonlyMap<string, string>
  readonly limit: number
}

/** The command of one operation of a store. */
export interface OperationCommand {
  readonly flags: readonly FieldFlag[]
  readonly command: Command
  /** Reads the words of a command line. Throws what commander throws if they are not valid. */
  read(words: readonly string[]): OperationWords
}

/** Makes the command of an operation, with an option for each of its fields. `call` is the command that it belongs to. */
export const operationCommand = (
  call: Command,
  chosen: Chosen<Capability>,
  operation: string,
): OperationCommand | undefined => {
  const { name, capability } = chosen
  const declared = Object.hasOwn(capability.operations, operation) ? capability.operations[operation] : undefined
  if (declared === undefined) return undefined
  const flags = fieldFlags(declared)
  const command = new Command(`${call.parent?.name() ?? ''} call ${name} ${operation}`.trim())
    .copyInheritedSettings(call)
    .allowExcessArguments(false)
    .description(declared.says)
  const texts = new Map<string, string>()
  for (const { field, flag, placeholder, says } of flags)
    command.addOption(new Option(`${flag} <${placeholder}>`, says).argParser((text) => state(texts, field, text)))
  if (declared.gives === 'many') withLimit(command, 'items')
  for (const option of call.options) command.addOption(option)
  withEpilog(command, operationFacts(chosen, operation).join('\n'))
  const read = (words: readonly string[]): OperationWords => {
    command.action(() => undefined).parse([...words], { from: 'user' })
    const { limit } = command.opts<{ readonly limit: unknown }>()
    return { texts, limit: typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY }
  }
  return { flags, command, read }
}

/** Keeps the text of a field's option. Refuses an option that is there twice. */
const state = (texts: Map<string, string>, field: string, text: string): string => {
  if (texts.has(field)) throw new InvalidArgumentError('It is stated twice.')
  texts.set(field, text)
  return text
}
