import { Argument, type Command } from 'commander'
import { namePlaceholders } from '../capabilities.ts'
import { withExamples } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { commandWords } from './completion/command-words.ts'
import { scriptFor, type ShellName, shells } from './completion/scripts.ts'

/** Adds `tenon completion`. All other commands must be added before it runs, because it completes them. */
export const addCompletion = (program: Command, { terminal }: Shell): void => {
  const command = program
    .command('completion')
    .summary('Prints a completion script for bash, zsh or fish.')
    .description(
      'Prints a completion script for a shell. It completes commands, options and their values, the stores of the config, and names in a store.',
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action(async (shell: ShellName) => {
      await terminal.output.write(await scriptFor(shell, commandWords(program, namePlaceholders)))
    })
  withExamples(
    command,
    'source <(tenon completion bash)      # in ~/.bashrc',
    'source <(tenon completion zsh)       # in ~/.zshrc, after compinit',
    'tenon completion fish | source       # in ~/.config/fish/config.fish',
  )
}
