import { clean } from '../terminal/visible.ts'

/** Returns a text in a style, or unchanged if colours are off. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'cyan', text: string) => string

/** A range of a text. Lines and columns count from 1, columns in UTF-16 units. */
interface Stretch {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/**
 * Returns the lines around a range of a text, with carets under it. A line longer than `width` is cut to the part
 * around the range. Tabs are two columns wide, and characters that would move the cursor are escaped.
 */
export const codeFrame = (lines: readonly string[], at: Stretch, width: number, paint: Paint): readonly string[] => {
  const gutter = String(at.line + 1).length
  const room = Math.max(width - gutter - '  |  '.length, LEAST_ROOM)
  const numbered = (number: number, text: string, mark: string): string =>
    `${mark} ${paint('dim', `${String(number).padStart(gutter)} |`)} ${text}`.trimEnd()
  return [at.line - 1, at.line, at.line + 1].flatMap((number) => {
    const text = lines[number - 1]
    if (text === undefined) return []
    if (number !== at.line) return [numbered(number, windowed(text, 0, 0, room).text, ' ')]
    const end = at.endLine === at.line ? at.endColumn - 1 : text.length
    const { text: shown, before, under } = windowed(text, at.column - 1, end, room)
    const carets = ' '.repeat(before) + paint('red', '^'.repeat(Math.max(under, 1)))
    return [numbered(number, shown, paint('red', '>')), `  ${' '.repeat(gutter)} ${paint('dim', '|')} ${carets}`]
  })
}

const LEAST_ROOM = 20

interface Windowed {
  readonly text: string
  /** The number of columns before the range. `under` is the number of columns in it. */
  readonly before: number
  readonly under: number
}

/**
 * Returns the part of a line that shows the beginning of the range from `start` to `end`, in at most `room`
 * characters.
 */
const windowed = (line: string, start: number, end: number, room: number): Windowed => {
  const from = start > room - LEAD ? start - LEAD : 0
  const [cutBefore, cutAfter] = [from > 0 ? '…' : '', '…']
  const before = cutBefore + shown(line.slice(from, start))
  const under = shown(line.slice(start, Math.min(end, from + room)))
  const after = shown(line.slice(Math.max(start, Math.min(end, from + room)), from + room))
  const points = [...before, ...under, ...after]
  const whole = points.length <= room && from + room >= line.length
  const text = whole ? points.join('') : points.slice(0, room - 1).join('') + cutAfter
  const lead = cells(before)
  return { text, before: lead, under: Math.min(cells(under), Math.max(room - 1 - lead, 1)) }
}

/** How many characters to show before the range in a line that is cut. */
const LEAD = 24

const shown = (text: string): string => clean(text.replaceAll('\t', '  ').replaceAll(/[\uFEFF\r]/g, ''))

/**
 * The number of terminal columns that a text takes. A Chinese, Japanese or Korean character, or an emoji, takes two.
 */
const cells = (text: string): number => [...text].reduce((sum, point) => sum + (WIDE.test(point) ? 2 : 1), 0)

const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u
