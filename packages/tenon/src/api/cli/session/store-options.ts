import type { Command } from 'commander'
import { withJson } from '../terminal/options.ts'

/** Which store a command uses. */
export interface StoreOptions {
  /** Absent if the folder's own config is meant. */
  readonly config: string | undefined
  /** Absent if the config's only store is meant. */
  readonly store: string | undefined
}

/** Adds the options of every command that opens a store. */
export const withStoreOptions = (command: Command): Command =>
  command
    .option(
      '--config <path>',
      'the module, .ts or .js, that exports stores (default: tenon.config.ts in this folder, or .mts, .js, .mjs)',
    )
    .option('--store <name>', "the store's name in the config; needed only if the config exports several")

/**
 * Adds `--json` to a command that uses a store. `lines` describes the lines of data, if there are any; `fields` names
 * the fields of its outcome when the command succeeds.
 */
export const withOutcome = (command: Command, lines: string, fields: string): Command =>
  withJson(
    command,
    `${lines}; the last line is the outcome: {"kind":"done",${fields}}, or another kind, such as {"kind":"failed"}`,
  )
