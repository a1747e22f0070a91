import type { Command } from 'commander'
import { withExamples } from './terminal/options.ts'

/** Adds examples to the help of the checker or of a subcommand. Each example is written without the command's name. */
export const withCheckExamples = (command: Command, ...examples: readonly string[]): Command =>
  withExamples(command, ...examples.map((each) => `${pathOf(command)} ${each}`.trimEnd()))

/** Returns how a command is called, such as `tenon-check why` or `tenon check why`. */
const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
