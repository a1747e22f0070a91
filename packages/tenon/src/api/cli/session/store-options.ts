import type { Command } from 'commander'
import { withJson } from '../terminal/options.ts'
import { UsageError } from '../terminal/usage.ts'

/** Which store a command uses. */
export interface StoreOptions {
  /** Absent if the folder's own config is meant. */
  readonly config: string | undefined
  /** Absent if the config's only store is meant. */
  readonly store: string | undefined
}

/** Adds `--config`. */
export const withConfigOption = (command: Command): Command =>
  command.option(
    '--config <path>',
    'the config, a module in .ts or .js (default: tenon.config.ts in this folder, or .mts, .js, .mjs)',
  )

/** Adds the options of every command that opens a store of one capability. */
export const withStoreOptions = (command: Command): Command =>
  withConfigOption(command).option(
    '--store <name>',
    "the store's name in the config; needed only if the config exports several of the capability",
  )

/** Adds the argument and the options of a command for any store, or for all stores of the config if none is named. */
export const withAnyStore = (command: Command): Command =>
  withConfigOption(command.argument('[store]', "the store's name in the config (default: all its stores)")).option(
    '--store <name>',
    'another way to name the store',
  )

/** Returns the store that an argument or `--store` names. Throws a `UsageError` if they name two. */
export const namedStore = <Options extends StoreOptions>(argument: string | undefined, options: Options): Options => {
  const { store } = options
  if (argument !== undefined && store !== undefined && argument !== store)
    throw new UsageError(`Name one store: the argument is ${argument}, and --store is ${store}.`)
  return { ...options, store: argument ?? store }
}

/**
 * Adds `--json` to a command that uses a store. `lines` describes the lines of data, if there are any; `fields` names
 * the fields of its outcome when the command succeeds.
 */
export const withOutcome = (command: Command, lines: string, fields: string): Command =>
  withJson(
    command,
    `${lines}; the last line is the outcome: {"kind":"done",${fields}}, or another kind, such as {"kind":"failed"}`,
  )
