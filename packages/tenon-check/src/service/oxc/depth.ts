import {
  AT_MOST,
  CONTINUES,
  DIVIDED,
  ENDS,
  HEADS,
  isKeyword,
  isOfWord,
  isSpace,
  type Last,
  lengthOf,
  type Level,
  mostOf,
  opens,
  patternEnd,
  PREFIXES,
  TAKES,
  takesJsx,
  weightOf,
} from './depth/grammar.ts'

/**
 * Whether a text may nest so deep that parsing it overflows the stack of a thread. The parser is native, so an overflow
 * crashes the process. `false` is meant to be certain: such a text takes at most about 1 MB of stack. `true` is only a
 * suspicion: such a text is read in another process.
 * It adds up, token by token, how much stack everything that may still be open takes. It subtracts only where the
 * grammar leaves no doubt that something has ended: at a closing bracket, a comma, a semicolon, and between two words
 * where the second can only begin something new.
 */
export const mayNestDeep = (path: string, text: string): boolean =>
  !isSmall(text) && new Nesting(text, takesJsx(path)).mayBeDeep()

/** Whether a text stays within the limit even if everything in it were open at once. This is so for most files. */
const isSmall = (text: string): boolean => {
  let takes = text.length * AT_MOST.character
  for (let at = 0; at < text.length && takes <= MOST; at++) if (opens(text.charCodeAt(at))) takes += AT_MOST.bracket
  return takes <= MOST
}

/** The most stack that a text may take, in bytes. A thread has at least 4 MB by default, and the estimate is high. */
const MOST = 1024 * 1024

class Nesting {
  readonly #text: string
  readonly #jsx: boolean
  readonly #levels: Level[] = []
  #at = 0
  #last: Last = 'operator'
  /** Whether a statement follows the next bracket, as after `if (…)`. */
  #heads = false
  #newLine = false
  /** Whether the last tokens are a decorator, so that the next word continues the declaration. */
  #decorates = false
  /** The stack taken by everything open around the innermost bracket, including the bracket. */
  #below = 0
  /** The stack taken since the innermost bracket that a comma does not end. */
  #base = 0
  /** The stack taken in addition by what a comma ends. */
  #run = 0
  /** The highest value of `#run` so far: an `else` may resume what a comma had ended. */
  #peak = 0

  constructor(text: string, jsx: boolean) {
    this.#text = text
    this.#jsx = jsx
  }

  mayBeDeep(): boolean {
    // Other line terminators are rare, and not handled here.
    if (/[\u2028\u2029]|\r(?!\n)/.test(this.#text)) return true
    if (this.#text.startsWith('#!')) this.#at = this.#lineEnd(0)
    while (this.#at < this.#text.length) if (!this.#token() || this.#taken() > MOST) return true
    return false
  }

  #taken(): number {
    return this.#below + this.#base + this.#run
  }

  /** Skips one token and the space before it. Returns whether its end is certain. */
  #token(): boolean {
    const text = this.#text
    let code = text.charCodeAt(this.#at)
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || (code > 0x7f && isSpace(code))) {
      if (code === 0x0a) this.#newLine = true
      code = text.charCodeAt(++this.#at)
    }
    if (this.#at >= text.length) return true
    const next = code === 0x2f ? this.#text.charCodeAt(this.#at + 1) : 0
    if (next === 0x2f) return this.#skip(this.#lineEnd(this.#at))
    if (next === 0x2a) return this.#comment()
    const sure = isOfWord(code) ? this.#word(code) : this.#mark(code)
    this.#newLine = false
    return sure
  }

  #comment(): boolean {
    const end = this.#text.indexOf('*/', this.#at + 2)
    this.#newLine ||= this.#text.slice(this.#at, end).includes('\n')
    return end !== -1 && this.#skip(end + 2)
  }

  #skip(to: number): true {
    this.#at = to
    return true
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from)
    return end === -1 ? this.#text.length : end
  }

  #word(first: number): boolean {
    const begin = this.#at
    const number = first >= 0x30 && first <= 0x39
    // A number includes its decimal points.
    const isOf = number ? (code: number) => code === 0x2e || isOfWord(code) : isOfWord
    let at = begin + 1
    while (isOf(this.#text.charCodeAt(at))) at++
    this.#at = at
    if (this.#last === 'dot') this.#last = 'name'
    else if (number) this.#operand('literal')
    else this.#named(this.#text.slice(begin, this.#at))
    return true
  }

  #named(word: string): void {
    const begins = ENDS.has(this.#last) && !CONTINUES.has(word)
    if (begins && !this.#decorates) this.#end()
    if (begins) this.#decorates = false
    if (!isKeyword(word)) return this.#operand('name')
    if (word === 'else') this.#reopen()
    this.#run += TAKES.keyword
    this.#heads = HEADS.has(word)
    this.#last = PREFIXES.has(word) ? 'operator' : 'keyword'
  }

  #operand(last: 'name' | 'literal'): void {
    if (this.#last === 'semicolon') this.#end()
    this.#heads = false
    this.#last = last
  }

  /** Everything since the innermost bracket has ended. */
  #end(): void {
    this.#base = this.#run = this.#peak = 0
    this.#decorates = false
  }

  #reopen(): void {
    this.#base += Math.max(this.#peak, this.#run)
    this.#run = this.#peak = 0
  }

  #mark(code: number): boolean {
    if (this.#last === 'semicolon') this.#end()
    switch (code) {
      case 0x28: // (
        return this.#open(')')
      case 0x5b: // [
      case 0x7b: // {
        return this.#open(code === 0x5b ? ']' : '}')
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
        return this.#close(this.#text.charAt(this.#at))
      case 0x22: // "
      case 0x27: // '
        return this.#string(code)
      case 0x60: // `
        return this.#template()
      case 0x3b: // ;
        this.#last = 'semicolon'
        return this.#skip(this.#at + 1)
      case 0x2c: // ,
        this.#peak = Math.max(this.#peak, this.#run)
        this.#run = 0
        this.#last = 'operator'
        return this.#skip(this.#at + 1)
      case 0x2f: // /
        return this.#slash()
      case 0x3c: // <
        return this.#angle()
      case 0x5c: // a backslash begins a name that is written otherwise than it reads
        return false
      default:
        return this.#operator(code)
    }
  }

  #open(closes: string): true {
    const heads = this.#heads && closes === ')'
    const around = { below: this.#below, base: this.#base, run: this.#run, peak: this.#peak }
    this.#levels.push({ closes, heads, decorates: this.#decorates, ...around })
    this.#below = this.#taken() + TAKES.bracket
    this.#end()
    this.#heads = false
    this.#last = 'operator'
    return this.#skip(closes === '`' ? this.#at + 2 : this.#at + 1)
  }

  #close(closes: string): boolean {
    const level = this.#levels.pop()
    if (level === undefined || (level.closes !== closes && !(level.closes === '`' && closes === '}'))) return false
    this.#below = level.below
    this.#base = level.base
    this.#run = level.run + TAKES.following
    this.#peak = level.peak
    this.#decorates = level.decorates
    this.#heads = false
    if (level.closes === '`') return this.#template()
    if (level.heads) this.#reopen()
    this.#last = level.heads ? 'head' : closes === '}' ? 'brace' : 'closer'
    return this.#skip(this.#at + 1)
  }

  #string(quote: number): boolean {
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at)
      if (code === 0x0a) return false
      if (code === 0x5c) at += this.#text.startsWith('\r\n', at + 1) ? 2 : 1
      else if (code === quote) {
        this.#operand('literal')
        return this.#skip(at + 1)
      }
    }
    return false
  }

  /** Skips a template, from its start or from the end of a `${…}`, to the next `${` or its end. */
  #template(): boolean {
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at)
      if (code === 0x5c) at++
      else if (code === 0x60) {
        this.#run += TAKES.following
        this.#operand('literal')
        return this.#skip(at + 1)
      } else if (code === 0x24 && this.#text.charCodeAt(at + 1) === 0x7b) {
        this.#at = at
        return this.#open('`')
      }
    }
    return false
  }

  /** Skips a division sign or a regular expression. */
  #slash(): boolean {
    const divides = !this.#newLine && DIVIDED.has(this.#last)
    if (
      divides ||
      (this.#last !== 'operator' && !this.#text.slice(this.#at + 1, this.#lineEnd(this.#at)).includes('/'))
    )
      return this.#operator(0x2f)
    if (this.#last !== 'operator') return false
    const end = patternEnd(this.#text, this.#at)
    if (end === null) return false
    this.#operand('literal')
    return this.#skip(end)
  }

  #angle(): boolean {
    const text = this.#text
    if (text.startsWith('<!--', this.#at)) return false
    if (this.#jsx && (this.#newLine || !DIVIDED.has(this.#last))) return this.#markup()
    if (text.charCodeAt(this.#at + 1) === 0x3d) return this.#operator(0x3c)
    this.#base += this.#run + TAKES.angle
    this.#run = 0
    this.#last = 'operator'
    return this.#skip(this.#at + 1)
  }

  /** Counts all the rest as open: this may be JSX, and telling its text from its code would take a full parser. */
  #markup(): boolean {
    for (const [token] of this.#text.slice(this.#at).matchAll(/[a-z]+|[^\w\s]/g)) {
      this.#run += mostOf(token)
      if (this.#taken() > MOST) return false
    }
    return this.#skip(this.#text.length)
  }

  #operator(code: number): boolean {
    const text = this.#text
    const next = text.charCodeAt(this.#at + 1)
    if (code === 0x2d && text.startsWith('-->', this.#at)) return false
    this.#run += weightOf(code, next)
    this.#heads = false
    if (code === 0x2e && next === 0x2e) {
      this.#last = 'operator'
      return text.charCodeAt(this.#at + 2) === 0x2e && this.#skip(this.#at + 3)
    }
    const chains = code === 0x3f && next === 0x2e
    if (code === 0x40) this.#decorates = true
    if (code === 0x2e || code === 0x23 || chains) this.#last = 'dot'
    else if (code === 0x3e || (code === 0x21 && this.#last !== 'operator')) this.#last = 'unsure'
    else if ((code === 0x2b || code === 0x2d) && next === code) this.#last = 'unsure'
    else this.#last = 'operator'
    return this.#skip(this.#at + lengthOf(text, this.#at))
  }
}
