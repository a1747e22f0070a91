import { type Command, Option } from 'commander'

/** The option that every command that checks a project has. */
export interface ConfigOption {
  /** The path of the config; `undefined` means the nearest one. */
  readonly config: string | undefined
}

/** Adds `--config`. */
export const withConfig = (command: Command): Command =>
  command.addOption(
    new Option(
      '--config <path>',
      'the module that exports check (default: the nearest tenon.config.ts that exports it, in this folder or above)',
    ),
  )
