import { type ParseResult, type ParserOptions, parseSync, rawTransferSupported } from 'oxc-parser'

/** Parses a file's text. The ending of the path determines the language. */
export type Parse = (path: string, text: string) => ParseResult

/** Parses one text. */
export const parse: Parse = (path, text) => parseSync(path, text, OPTIONS)

/**
 * Returns a parser for many texts. If the platform supports it, the native parser returns its tree in shared memory,
 * which takes a third of the time, after a one-time cost of about 30 ms and a few gigabytes of address space (not of
 * memory). The tree is the same.
 */
export const bulkParse = (): Parse => {
  if (!rawTransferSupported()) return parse
  try {
    bulk('first.ts', '')
    return bulk
  } catch {
    // That much address space may not be available.
    return parse
  }
}

const bulk: Parse = (path, text) => {
  if (!fitsIn(text)) return parse(path, text)
  try {
    return parseSync(path, text, BULK)
  } catch (error) {
    // It hands all statements of a block to one call, which takes some 120,000 at the most.
    if (error instanceof RangeError) return parse(path, text)
    throw error
  }
}

/**
 * Whether the tree of a text certainly fits into that memory. At each import statement, the parser copies everything
 * imported before it, and returns the copies with the tree. A copy takes up to 92 bytes for each statement and each
 * name, and the process ends when two gigabytes are full. A name takes at least two characters.
 */
const fitsIn = (text: string): boolean =>
  text.length <= SURELY || (text.length / 2) * text.split('import').length <= MOST_COPIES

const SURELY = 32 * 1024
const MOST_COPIES = 10_000_000

const OPTIONS: ParserOptions = Object.freeze({ preserveParens: false })
const BULK: ParserOptions = Object.freeze({ ...OPTIONS, experimentalRawTransfer: true })
