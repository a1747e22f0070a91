import { stripVTControlCharacters } from 'node:util'

/**
 * Wraps the long lines of a text between words at a width, or not at all if the width is `null`. Indented lines are
 * columns of a table or commands to copy, and stay as they are.
 */
export const wrapped = (text: string, width: number | null): string =>
  text
    .split('\n')
    .map((line) => (line.startsWith(' ') ? line : hanging(line, width, 0)))
    .join('\n')

/**
 * Wraps a long line between words at a width, or not at all if the width is `null`. Each line after the first begins
 * with this many blanks. A word that is longer than a line is not broken.
 */
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

/** Returns the length of a line as shown: styles take no columns. */
const shownLength = (text: string): number => stripVTControlCharacters(text).length
