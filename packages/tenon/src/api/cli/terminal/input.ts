import { resolve } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { readable } from '../../../service/node/file.ts'
import { type Line, linesOf } from '../../../service/node/lines.ts'
import { troubleWith } from '../../../service/node/trouble.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'

/** At most this many bytes are read as one line. */
export const MOST_LINE_BYTES = 16 * 1024 * 1024

/**
 * Returns the lines of a file, or of the standard input for `-`, until the terminal stops. Throws a `UsageError` if the
 * file cannot be opened.
 */
export const linesIn = async (
  terminal: Terminal,
  file: string,
  mostBytes: number,
): Promise<AsyncGenerator<Line, undefined, undefined>> => {
  return linesOf(await bytesIn(terminal, file), mostBytes)
}

/**
 * Returns the text of a file, or of the standard input for `-`. Throws a `UsageError` if it cannot be opened, is not
 * UTF-8, or is longer than `mostBytes`.
 */
export const textIn = async (terminal: Terminal, file: string, mostBytes: number): Promise<string> => {
  const place = file === '-' ? 'the standard input' : file
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of await bytesIn(terminal, file)) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > mostBytes) throw new UsageError(`${place} is longer than ${mostBytes.toLocaleString('en')} bytes.`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new UsageError(`${place} is not UTF-8.`)
  }
}

const bytesIn = async (terminal: Terminal, file: string): Promise<Readable> => {
  const { folder, stop } = terminal
  if (file === '-') return addAbortSignal(stop, terminal.input())
  return readable(resolve(folder, file), stop).catch((error: unknown) => {
    throw new UsageError(troubleWith(file, error))
  })
}
