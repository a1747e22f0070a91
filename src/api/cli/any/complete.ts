import type { Command } from 'commander'
import { namesWithin } from './completion/names-in-thread.ts'
import type { Shell } from '../terminal/shell.ts'

/** Adds `tenon complete`, which the scripts of `tenon completion` run while a line is typed. It prints names or nothing, and is always well. */
export const addComplete = (program: Command, { terminal }: Shell): void => {
  program
    .command('complete', { hidden: true })
    .description('Prints the stores or streams that can complete the command line.')
    .argument('[what]', 'stores or streams')
    .argument('[words...]', 'the words of the line, the last as far as it is typed')
    .allowUnknownOption()
    .action(async (what: string | undefined, words: readonly string[]) => {
      if (what !== 'stores' && what !== 'streams') return
      const names = await namesWithin({ what, folder: terminal.folder, words }, MOST_MS)
      await terminal.output.write(names.map((name) => `${name}\n`).join(''))
    })
}

/** Nobody waits longer for a name. */
const MOST_MS = 1_500
