import { Command, InvalidArgumentError, Option } from 'commander'
import type { Capability } from '../../../../domain/capability/capability.ts'
import type { Chosen } from '../../session/stores.ts'
import { withEpilog } from '../../terminal/epilog.ts'
import { withLimit } from '../../terminal/options.ts'
import { operationFacts } from '../description/operation-text.ts'
import { type FieldFlag, fieldFlags } from './field-flags.ts'
import type { Stated } from './stated-fields.ts'

/** What a command line says after the store and the operation. */
interface OperationWords extends Stated {
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
    .description(declared.says)
    .addOption(
      new Option('--fields <json>', 'all fields, or those without an option here, as one JSON object; or @file, or -'),
    )
  const options = flags.map(({ flag, placeholder, says }) =>
    new Option(`${flag} <${placeholder}>`, says).argParser(once),
  )
  for (const option of options) command.addOption(option)
  if (declared.gives === 'many') withLimit(command, 'items')
  for (const option of call.options) command.addOption(option)
  withEpilog(command, operationFacts(chosen, operation).join('\n'))
  const read = (words: readonly string[]): OperationWords => {
    command.helpOption(false).action(() => undefined)
    command.parse([...words], { from: 'user' })
    const stated = command.opts<{ readonly [name: string]: unknown }>()
    const texts = options.flatMap((option, i) => {
      const text = stated[option.attributeName()]
      return typeof text === 'string' ? [[flags[i]?.field ?? '', text] as const] : []
    })
    const { fields, limit } = command.opts<{ readonly fields: string | undefined; readonly limit: unknown }>()
    return { fields, texts: new Map(texts), limit: typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY }
  }
  return { flags, command, read }
}

/** Takes an option's text. Refuses an option that is there twice. */
const once = (text: string, before: string | undefined): string => {
  if (before === undefined) return text
  throw new InvalidArgumentError('It is stated twice.')
}
