import type { Command } from 'commander'
import type { Shell } from '../terminal/shell.ts'
import { namesWithin } from './completion/names-in-thread.ts'

/**
 * Adds `tenon complete`, which the scripts of `tenon completion` run while a line is being typed. It prints names or
 * nothing, and its exit code is always that of success.
 */
export const addComplete = (program: Command, { terminal }: Shell): void => {
  program
    .command('complete', { hidden: true })
    .description('Prints the names that can complete a command line.')
    .argument('[what]', 'the kind of the names, such as stores')
    .argument('[words...]', 'the words of the line; the last one is what has been typed so far')
    .allowUnknownOption()
    .action(async (what: string | undefined, words: readonly string[]) => {
      if (what === undefined) return
      const names = await namesWithin({ what, folder: terminal.folder, words }, MOST_MS)
      await terminal.output.write(names.map((name) => `${name}\n`).join(''))
    })
}

/** Longer than this, a person would not wait for a name. */
const MOST_MS = 1_500
