import type { Command } from 'commander'
import { checkCommand, run } from '../../../../tenon-check/src/api/cli/program.ts'
import type { Shell } from './terminal/shell.ts'
import type { Terminal } from './terminal/terminal.ts'

/** Runs `tenon check`: passes the words after it to the checker's own program and returns the exit code. */
export const check = (args: readonly string[], terminal: Terminal): Promise<number> =>
  run(args, { terminal, name: 'tenon check' })

/**
 *  Returns a function that adds `tenon check` to the program, for its help and its completion. `words` are the command
 * line.
 */
export const checkFor = async (words: readonly string[]): Promise<(program: Command, shell: Shell) => void> => {
  const configure = await checkCommand(words)
  return (program, shell) => configure(program.enablePositionalOptions().command('check'), shell)
}
