import type { Trouble } from '../../domain/rules/facts.ts'

/**
 * Says where a text nests deeper than a parser's stack holds, or `null`. The parser is native and ends the process where its own runs out: at about 5,000
 * brackets, or 30,000 characters of one expression, under a stack of 8 MB. It looks at characters and so knows strings and comments by their first line alone; code
 * that people or generators write stays far below both limits.
 */
export const tooDeep = (text: string): Trouble | null => {
  if (text.length < MOST_BRACKETS) return null
  let depth = 0
  let angles = 0
  let run = 0
  for (let at = 0; at < text.length; at++) {
    run++
    switch (text.charCodeAt(at)) {
      case OPEN_ROUND:
      case OPEN_SQUARE:
      case OPEN_CURLY:
        depth++
        break
      case CLOSE_ROUND:
      case CLOSE_SQUARE:
        depth--
        break
      case CLOSE_CURLY:
        depth--
        run = angles = 0
        break
      case COMMA:
      case SEMICOLON:
        run = angles = 0
        break
      case ANGLE:
        angles++
        break
      case NEW_LINE:
        run = 0
        if (depth < 0 || begins(text, at + 1)) depth = angles = 0
        break
      case SLASH:
        if (text.charCodeAt(at + 1) === SLASH) at = before(text.indexOf('\n', at), text)
        else if (text.charCodeAt(at + 1) === STAR) at = before(text.indexOf('*/', at + 2) + 2, text)
        break
      case QUOTE:
      case DOUBLE_QUOTE:
        at = endOfText(text, at)
        break
      default:
    }
    if (depth + angles > MOST_BRACKETS || run > LONGEST_RUN) return { says: DEEPER, start: at, end: at + 1 }
  }
  return null
}

/** What is said of a file that nests too deep. */
export const DEEPER = 'It nests deeper than anybody writes by hand, too deep to be read.'

const MOST_BRACKETS = 1_000
const LONGEST_RUN = 20_000

/** The offset before another, or the last one of the text where the other is none. */
const before = (offset: number, text: string): number => (offset <= 1 ? text.length : offset - 1)

/** Where a quoted text ends that begins at an offset: at its quote, or at the end of the line. */
const endOfText = (text: string, begin: number): number => {
  const quote = text.charCodeAt(begin)
  for (let at = begin + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at++
    else if (code === quote) return at
    else if (code === NEW_LINE) return at - 1
  }
  return text.length
}

/** Whether a line begins with what stands at the top of a module alone: what was miscounted before it is forgotten. */
const begins = (text: string, at: number): boolean => text.startsWith('export ', at) || text.startsWith('import ', at)

const NEW_LINE = 0x0a
const DOUBLE_QUOTE = 0x22
const QUOTE = 0x27
const OPEN_ROUND = 0x28
const CLOSE_ROUND = 0x29
const STAR = 0x2a
const COMMA = 0x2c
const SLASH = 0x2f
const SEMICOLON = 0x3b
const ANGLE = 0x3c
const OPEN_SQUARE = 0x5b
const BACKSLASH = 0x5c
const CLOSE_SQUARE = 0x5d
const OPEN_CURLY = 0x7b
const CLOSE_CURLY = 0x7d
