import type { Command } from 'commander'
import { wrapped } from './wrap.ts'

/** Adds a text to the end of a command's help, wrapped at the same width as the help. */
export const withEpilog = (command: Command, text: string): Command =>
  command.addHelpText('after', ({ error }) => {
    const { getOutHelpWidth, getErrHelpWidth } = command.configureOutput()
    return wrapped(text, (error ? getErrHelpWidth : getOutHelpWidth)?.() ?? null)
  })
