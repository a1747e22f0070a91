import type { Trouble } from '../../domain/facts/file-facts.ts'

/** Returns why a text is refused before it is parsed, or `null` if it is accepted. */
export const refusal = (text: string): Trouble | null => {
  if (text.length > MOST) return { says: `It is larger than ${count(MOST)} characters, ${GENERATED}`, start: 0, end: 0 }
  const nul = text.indexOf('\0')
  if (nul !== -1) return { says: 'It contains a NUL byte, so it is not a source file.', start: nul, end: nul }
  // For each import statement the parser copies all the previous ones.
  if (text.length > MOST_IMPORTS * IMPORT.length && text.split(IMPORT).length > MOST_IMPORTS)
    return { says: `It says "import" more than ${count(MOST_IMPORTS)} times, ${GENERATED}`, start: 0, end: 0 }
  return null
}

const count = (number: number): string => number.toLocaleString('en')

const GENERATED = 'more than any hand-written source.'

/** The largest source text, in UTF-16 code units. */
const MOST = 2 * 1024 * 1024

const IMPORT = 'import'
const MOST_IMPORTS = 20_000
