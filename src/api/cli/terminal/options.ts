import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Filter } from '../../../domain/event/intent.ts'

/** Which store a command is for. */
export interface StoreOptions {
  /** Absent when the one of the folder is meant. */
  readonly config: string | undefined
  /** Absent when the config's only store is meant. */
  readonly store: string | undefined
}

/** Adds the options of every command that opens a store. */
export const withStoreOptions = (command: Command): Command =>
  command
    .option(
      '--config <path>',
      'the module, .ts or .js, that exports stores (default: tenon.config.ts in this folder, or .mts, .js, .mjs)',
    )
    .option('--store <name>', "the store's name in the config; needed only when the config exports several")

/** Adds `--json`, and says what it does here. */
export const withJson = (command: Command, says: string): Command =>
  command.addOption(new Option('--json', says).default(false, 'off'))

/** Adds `--json` to a command that uses a store: says what the lines of data are, if there are any, and which fields its outcome has when all went well. */
export const withOutcome = (command: Command, lines: string, fields: string): Command =>
  withJson(
    command,
    `${lines}; the last line is the outcome: {"kind":"done",${fields}}, or what came instead, such as {"kind":"failed"}`,
  )

/** Adds examples to the end of a command's help: command lines as a shell takes them. */
export const withExamples = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText(
    'after',
    `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  ${line}`).join('\n')}`,
  )

/** Which events of the log are wanted, as options state it. */
export interface FilterOptions {
  readonly prefix: string | undefined
  readonly type: readonly string[]
}

/** Adds the options that choose events of the log. */
export const withFilterOptions = (command: Command): Command =>
  command
    .option('--prefix <text>', 'only streams whose name begins so (default: all)')
    .addOption(
      new Option('--type <name>', 'only events of this type; repeat it for several')
        .argParser((name, names: readonly string[]) => [...names, name])
        .default([], 'all'),
    )

/** The filter that the options state. */
export const filterOf = ({ prefix, type }: FilterOptions): Filter => ({
  streams: prefix === undefined ? 'all' : { prefix },
  types: type.length === 0 ? 'all' : type,
})

/** Adds `--limit`, and says of what. */
export const withLimit = (command: Command, what: 'events' | 'streams'): Command =>
  command.addOption(
    new Option('--limit <number>', `the most ${what} to give in all`)
      .argParser((text) => whole(text, 1))
      .default(Number.POSITIVE_INFINITY, 'all'),
  )

/** Reads one of some words, or a whole number from `least` up. */
export const wordOrNumber =
  <Word extends string>(words: readonly Word[], least: number) =>
  (text: string): Word | number => {
    const word = words.find((each) => each === text)
    if (word !== undefined) return word
    if (isWhole(text, least)) return Number(text)
    throw new InvalidArgumentError(`It must be ${words.join(', ')} or a whole number from ${least}.`)
  }

/** Reads a whole number from `least` up. */
export const whole = (text: string, least: number): number => {
  if (isWhole(text, least)) return Number(text)
  throw new InvalidArgumentError(`It must be a whole number from ${least}.`)
}

const isWhole = (text: string, least: number): boolean =>
  /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) && Number(text) >= least
