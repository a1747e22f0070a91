import { stripVTControlCharacters } from 'node:util'

/**
 * Breaks the long lines of a text between its words, at a width; where that is `null`, none. What is indented is a column of a table or a
 * command to copy, and stays as it is.
 */
export const wrapped = (text: string, width: number | null): string =>
  text
    .split('\n')
    .map((line) => (line.startsWith(' ') ? line : hanging(line, width, 0)))
    .join('\n')

/** Breaks a long line between its words, at a width, unless that is `null`. The lines behind the first begin with so many blanks. A word that is longer than a line is not broken. */
export const hanging = (line: string, width: number | null, blanks: number): string => {
  if (width === null || shownLength(line) <= width) return line
  const [first = '', ...words] = line.split(/(?<=\S) (?=\S)/)
  const lines = [first]
  for (const word of words) {
    const last = lines.at(-1) ?? ''
    if (shownLength(last) + 1 + shownLength(word) <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${' '.repeat(blanks)}${word}`)
  }
  return lines.join('\n')
}

/** Styles take no room. */
const shownLength = (text: string): number => stripVTControlCharacters(text).length
