import type { Argument, Command, Option } from 'commander'

/** What an argument or an option takes: one of some words, names that `tenon complete` prints, files, or anything. */
export type Values = 'anything' | 'files' | { readonly names: string } | readonly string[]

/** The words of a command, as a shell completes them. */
export interface CommandWords {
  /** The command's name, after the names of the commands above it; empty for the program itself. */
  readonly name: string
  readonly commands: readonly { readonly name: string; readonly says: string }[]
  readonly options: readonly OptionWords[]
  readonly arguments: readonly { readonly values: Values; readonly repeated: boolean }[]
}

/** The words of an option, as a shell completes them. */
export interface OptionWords {
  /** How the option is written: `--help`, and `-h` if it has a short form. */
  readonly words: readonly string[]
  readonly says: string
  /** What the option takes, or `null` if it takes no value. */
  readonly values: Values | null
}

/**
 * Returns the words of a command and of all commands below it. `placeholders` says which placeholders take names from a
 * store, and of which kind.
 */
export const commandWords = (
  command: Command,
  placeholders: ReadonlyMap<string, string>,
  above: readonly string[] = [],
): readonly CommandWords[] => {
  const valuesOf = valuesBy(placeholders)
  const help = command.createHelp()
  const below = help.visibleCommands(command)
  return [
    {
      name: above.join(' '),
      commands: below.map((each) => ({ name: each.name(), says: help.subcommandDescription(each) })),
      options: help.visibleOptions(command).map((option) => optionWords(option, valuesOf)),
      arguments: [
        ...command.registeredArguments.map((argument) => ({
          values: argumentValues(argument, valuesOf),
          repeated: argument.variadic,
        })),
        // Only the store knows what comes after an operation.
        ...(command.registeredArguments.at(-1)?.name() === 'operation' ? [FIELDS] : []),
      ],
    },
    ...below.flatMap((each) => commandWords(each, placeholders, [...above, each.name()])),
  ]
}

/** The options of an operation's fields, and their values. */
const FIELDS = Object.freeze({ values: { names: 'fields' }, repeated: true })

/** Returns what the first known of some placeholders takes. */
type ValuesOf = (...names: readonly string[]) => Values

const optionWords = (option: Option, valuesOf: ValuesOf): OptionWords => ({
  words: [option.long, option.short].filter((word) => word !== undefined),
  says: option.description,
  values: option.isBoolean() ? null : (option.argChoices ?? valuesOf(option.name(), placeholder(option))),
})

/** Returns the placeholder of an option's value: `path` in `--config <path>`. */
const placeholder = ({ flags }: Option): string => /[<[]([\w-]+)/.exec(flags)?.[1] ?? ''

const argumentValues = (argument: Argument, valuesOf: ValuesOf): Values =>
  argument.argChoices ?? valuesOf(argument.name())

const valuesBy =
  (placeholders: ReadonlyMap<string, string>): ValuesOf =>
  (...names) => {
    for (const name of names) {
      const stored = placeholders.get(name)
      if (stored !== undefined) return { names: stored }
      const known = KNOWN[name]
      if (known !== undefined) return known
    }
    return 'anything'
  }

const KNOWN: { readonly [placeholder: string]: Values } = {
  store: { names: 'stores' },
  operation: { names: 'operations' },
  capability: { names: 'capabilities' },
  law: { names: 'laws' },
  path: 'files',
  paths: 'files',
  file: 'files',
  rig: 'files',
}
