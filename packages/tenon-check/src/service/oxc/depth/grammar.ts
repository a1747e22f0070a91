/** The kind of the last token, as far as it decides what the next one can be. */
export type Last =
  | 'operator'
  | 'name'
  | 'literal'
  | 'closer'
  | 'brace'
  | 'head'
  | 'keyword'
  | 'dot'
  | 'semicolon'
  | 'unsure'

/** An open bracket, and the state to restore when it closes. */
export interface Level {
  readonly closes: string
  /** Whether a statement follows it, as after `if (…)`. */
  readonly heads: boolean
  readonly decorates: boolean
  readonly below: number
  readonly base: number
  readonly run: number
  readonly peak: number
}

/** After one of these, a word that does not continue an expression begins something new. */
export const ENDS: ReadonlySet<Last> = new Set(['name', 'literal', 'closer', 'brace', 'semicolon'])

/** After one of these, on the same line, a slash is a division. */
export const DIVIDED: ReadonlySet<Last> = new Set(['name', 'literal', 'closer'])

/** Whether a word is a keyword, at least in some context. */
export const isKeyword = (word: string): boolean => word.length <= LONGEST && (PREFIXES.has(word) || OTHERS.has(word))

/** The reserved words after which an operand follows, so that a slash begins a regular expression. */
export const PREFIXES: ReadonlySet<string> = new Set(
  'break case continue debugger default delete do else export extends finally in instanceof new return throw try typeof void'.split(
    ' ',
  ),
)

const OTHERS: ReadonlySet<string> = new Set(
  (
    'abstract accessor as asserts async await catch class const declare defer enum for from function get global if implements import infer interface ' +
    'intrinsic is keyof let meta module namespace of out override package private protected public readonly require satisfies set source static super switch this ' +
    'true false null target type unique using var while with yield'
  ).split(' '),
)

const LONGEST = 10

/** The words that may continue what comes before them. */
export const CONTINUES: ReadonlySet<string> = new Set(
  'as catch else extends finally implements in instanceof is of satisfies while with'.split(' '),
)

/** The words after whose bracket a statement follows. */
export const HEADS: ReadonlySet<string> = new Set(['await', 'for', 'if', 'while', 'with'])

/** How much stack the parser takes, in bytes. */
export const TAKES = Object.freeze({
  /** For a bracket, including what leads to it: `{a(){return` takes the most. */
  bracket: 3_000,
  angle: 1_600,
  keyword: 640,
  /** For a call, an index or a tagged template. */
  following: 128,
})

/** The most stack that one character takes, in any combination, in bytes: one that `opens` something, and any other. */
export const AT_MOST = Object.freeze({ bracket: 1_700, character: 300 })

/** Whether a character may open something: a bracket of any kind, a template, a decorator. */
export const opens = (code: number): boolean =>
  code === 0x28 || code === 0x5b || code === 0x7b || code === 0x60 || code === 0x3c || code === 0x40

/** How much stack a punctuator takes, in bytes, by its first two characters. */
export const weightOf = (code: number, next: number): number => {
  // Assignments nest. Comparisons, except for >=, begin with other characters.
  if (next === 0x3d && code !== 0x3d && code !== 0x21 && code !== 0x3c) return LARGE
  switch (code) {
    case 0x3d: // =
      return next === 0x3d ? SMALL : LARGE
    case 0x3a: // :
    case 0x40: // @
      return LARGE
    case 0x3f: // ?
      return next === 0x3f || next === 0x2e ? SMALL : LARGE
    case 0x2e: // .
      return 2 * SMALL
    default:
      return SMALL
  }
}

/** The most stack that a word or a punctuator takes in any position, in bytes. */
export const mostOf = (token: string): number => {
  if (/^[a-z]/.test(token)) return isKeyword(token) ? TAKES.keyword : 0
  if (/[([{`]/.test(token)) return TAKES.bracket
  return token === '<' ? TAKES.angle : weightOf(token.charCodeAt(0), 0)
}

const SMALL = 128
const LARGE = 800

/** How many characters of a punctuator to skip. Some are skipped one at a time, because the sum is the same. */
export const lengthOf = (text: string, at: number): number => {
  const code = text.charCodeAt(at)
  const next = text.charCodeAt(at + 1)
  if (next === 0x3d) return text.charCodeAt(at + 2) === 0x3d && (code === 0x3d || code === 0x21) ? 3 : 2
  if (code === 0x3d) return next === 0x3e ? 2 : 1
  if (code === 0x3f) return next === 0x3f || next === 0x2e ? 2 : 1
  return next === code && (code === 0x2b || code === 0x2d) ? 2 : 1
}

/** Whether a file may hold JSX. */
export const takesJsx = (path: string): boolean => !/\.[cm]?ts$/.test(path)

/** Whether a character can be part of a name, a keyword or a number. */
export const isOfWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x5f ||
  code === 0x24 ||
  (code > 0x7f && !isSpace(code))

/** Whether a character is space. */
export const isSpace = (code: number): boolean => /\s/.test(String.fromCharCode(code))

/** Where the regular expression at an offset ends, including its flags; `null` if there is none. */
export const patternEnd = (text: string, begin: number): number | null => {
  const pattern = /\/(?:[^\\[/\n]|\\[^\n]|\[(?:[^\\\]\n]|\\[^\n])*\])+\//y
  pattern.lastIndex = begin
  if (!pattern.test(text)) return null
  let end = pattern.lastIndex
  while (isOfWord(text.charCodeAt(end))) end++
  return end
}
