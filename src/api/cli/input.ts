import { resolve } from 'node:path'
import { addAbortSignal } from 'node:stream'
import { readable } from '../../service/node/file.ts'
import { type Line, linesOf } from '../../service/node/lines.ts'
import { troubleWith } from '../../service/node/trouble.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'

/** The longest line that is read. */
export const MOST_LINE_BYTES = 16 * 1024 * 1024

/** The lines of a file, or of the standard input for `-`, until the terminal stops. Throws a `UsageError` when it cannot be opened. */
export const linesIn = async (
  terminal: Terminal,
  file: string,
  mostBytes: number,
): Promise<AsyncGenerator<Line, undefined, undefined>> => {
  const { folder, stop } = terminal
  if (file === '-') return linesOf(addAbortSignal(stop, terminal.input()), mostBytes)
  const source = await readable(resolve(folder, file), stop).catch((error: unknown) => {
    throw new UsageError(troubleWith(file, error))
  })
  return linesOf(source, mostBytes)
}
