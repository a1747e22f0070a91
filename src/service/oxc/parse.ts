import { type ParseResult, type ParserOptions, parseSync, rawTransferSupported } from 'oxc-parser'

/** Parses a file's text. Its path tells the language. */
export type Parse = (path: string, text: string) => ParseResult

/** Parses one text. */
export const parse: Parse = (path, text) => parseSync(path, text, OPTIONS)

/**
 * Gives what parses many texts. Where the platform can, the parser hands its tree over in a stretch of memory that both sides see, which makes the tree in a third of the
 * time, after some 30 ms and a few gigabytes of addresses (not of memory) that it costs once. Everything else, and the tree, is the same.
 */
export const bulkParse = (): Parse => {
  if (!rawTransferSupported()) return parse
  try {
    bulk('first.ts', '')
    return bulk
  } catch {
    // So many addresses may not be had here.
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
 * Whether the tree of a text surely fits into that memory. With each statement that imports, the parser copies all that was imported before, and the copies are given back
 * with the whole: it takes up to 92 bytes for each statement and each name, and ends the process when two gigabytes are full. A name takes two characters at the least.
 */
const fitsIn = (text: string): boolean =>
  text.length <= SURELY || (text.length / 2) * text.split('import').length <= MOST_COPIES

const SURELY = 32 * 1024
const MOST_COPIES = 10_000_000

const OPTIONS: ParserOptions = Object.freeze({ preserveParens: false })
const BULK: ParserOptions = Object.freeze({ ...OPTIONS, experimentalRawTransfer: true })
