import type { Command } from 'commander'
import { wrapped } from './wrap.ts'

/** Adds sentences to the end of a command's help, broken where the rest of the help is. */
export const withEpilog = (command: Command, text: string): Command =>
  command.addHelpText('after', ({ error }) => {
    const { getOutHelpWidth, getErrHelpWidth } = command.configureOutput()
    return wrapped(text, (error ? getErrHelpWidth : getOutHelpWidth)?.() ?? null)
  })
