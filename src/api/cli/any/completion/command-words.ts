import type { Argument, Command, Option } from 'commander'

/** What may stand at a place of a command line: one of some words, what a store or the file system knows, or anything. */
export type Values = 'anything' | 'files' | 'stores' | 'streams' | readonly string[]

/** A command as a shell completes it. */
export interface Place {
  /** Its name, with those of the commands above it; empty for the program itself. */
  readonly name: string
  readonly commands: readonly { readonly name: string; readonly says: string }[]
  readonly options: readonly OptionWord[]
  readonly arguments: readonly { readonly values: Values; readonly repeated: boolean }[]
}

/** An option as a shell completes it. */
export interface OptionWord {
  /** How it is written: `--help`, and `-h` where it has a short form. */
  readonly words: readonly string[]
  readonly says: string
  /** What stands behind it, or `null` where nothing does. */
  readonly values: Values | null
}

/** A command and all that are below it. */
export const placesOf = (command: Command, above: readonly string[] = []): readonly Place[] => {
  const help = command.createHelp()
  const below = help.visibleCommands(command)
  return [
    {
      name: above.join(' '),
      commands: below.map((each) => ({ name: each.name(), says: help.subcommandDescription(each) })),
      options: help.visibleOptions(command).map(optionWord),
      arguments: command.registeredArguments.map((argument) => ({
        values: argumentValues(argument),
        repeated: argument.variadic,
      })),
    },
    ...below.flatMap((each) => placesOf(each, [...above, each.name()])),
  ]
}

const optionWord = (option: Option): OptionWord => ({
  words: [option.long, option.short].filter((word) => word !== undefined),
  says: option.description,
  values: option.isBoolean() ? null : (option.argChoices ?? valuesNamed(option.name(), placeholder(option))),
})

/** What an option's flags call its value: `path` in `--config <path>`. */
const placeholder = ({ flags }: Option): string => /[<[]([\w-]+)/.exec(flags)?.[1] ?? ''

const argumentValues = (argument: Argument): Values => argument.argChoices ?? valuesNamed(argument.name())

const valuesNamed = (...names: readonly string[]): Values => {
  const known = names.map((name) => NAMED[name]).find((values) => values !== undefined)
  return known ?? 'anything'
}

const NAMED: { readonly [name: string]: Values } = {
  store: 'stores',
  stream: 'streams',
  prefix: 'streams',
  path: 'files',
  paths: 'files',
  file: 'files',
  rig: 'files',
}
