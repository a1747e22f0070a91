import { lineStartsOf, type Place, placeOf, type Span } from '../../domain/facts/span.ts'
import { commentsOf } from '../oxc/comments.ts'

/**
 * A parser for ESLint, for files that only the rules of this plugin look at. The rules read the text themselves, so the
 * parser returns the comments, which can switch off rules, and no tree. It does not need a TypeScript compiler. If
 * other rules look at the same files, leave it out and keep your own parser: the rules of this plugin find the same.
 */
export const parser = Object.freeze({
  meta: Object.freeze({ name: 'tenon-check/eslint', version: '1' }),
  /** Throws an error in the form that ESLint reports if the text cannot be parsed. */
  parse: (text: string, options: { readonly filePath: string }) => {
    const lineStarts = lineStartsOf(text)
    const read = commentsOf(options.filePath, text)
    if (read.kind === 'unparsable') throw new Unparsable(read.says, placeOf(lineStarts, read.at))
    return {
      type: 'Program' as const,
      sourceType: 'module' as const,
      body: [],
      tokens: [],
      comments: read.comments.map(({ type, value, start, end }) => ({
        type,
        value,
        ...rangeOf(lineStarts, { start, end }),
      })),
      ...rangeOf(lineStarts, { start: 0, end: text.length }),
    }
  },
})

/** The error of a text that cannot be parsed, in the form that ESLint reports. */
class Unparsable extends SyntaxError {
  override readonly name = 'SyntaxError'
  readonly lineNumber: number
  readonly column: number

  constructor(message: string, { line, column }: Place) {
    super(message)
    this.lineNumber = line
    this.column = column
  }
}

const rangeOf = (lineStarts: readonly number[], { start, end }: Span) => {
  const range: [number, number] = [start, end]
  return {
    start,
    end,
    range,
    loc: { start: asLinter(placeOf(lineStarts, start)), end: asLinter(placeOf(lineStarts, end)) },
  }
}

/** Linters count columns from 0. */
const asLinter = ({ line, column }: Place) => ({ line, column: column - 1 })
