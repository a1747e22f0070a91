import { styleText } from 'node:util'
import type { Terminal } from './terminal.ts'
import { clean } from './visible.ts'

/** Shows items, page by page. */
export interface Sheet<Item> {
  readonly show: (items: readonly Item[]) => Promise<void>
  /** Ends the output. An empty table still gets its headings. */
  readonly end: () => Promise<void>
}

/** Returns a sheet that shows items as one JSON object per line, or as a table for people. */
export const sheet = <Item>(
  terminal: Terminal,
  { json }: { readonly json: boolean },
  line: (item: Item) => string,
  columns: readonly Column<Item>[],
): Sheet<Item> => {
  const { output } = terminal
  if (json)
    return {
      show: (items) => output.write(items.map((item) => `${line(item)}\n`).join('')),
      end: () => Promise.resolve(),
    }
  const table = new Table(terminal, columns)
  return { show: (items) => table.show(items), end: () => table.head() }
}

/** A column of a table: its heading, and the text that it shows for an item. */
export interface Column<Item> {
  readonly heading: string
  /** Numbers are aligned right, texts left. */
  readonly align: 'left' | 'right'
  show(item: Item): string
}

/** A column is at most this wide. A longer text sticks out of it: a name may have 255 code points. */
const MOST_WIDTH = 40

/**
 * Shows items as lines for people. Each column is as wide as the widest text it has shown so far. The headings are
 * printed once, on the notes. Lines are cut to the width of the terminal.
 */
class Table<Item> {
  readonly #terminal: Terminal
  readonly #columns: readonly Column<Item>[]
  #widths: readonly number[]
  #headed = false

  constructor(terminal: Terminal, columns: readonly Column<Item>[]) {
    this.#terminal = terminal
    this.#columns = columns
    this.#widths = columns.map(({ heading }) => heading.length)
  }

  /** Shows items, as one page. */
  async show(items: readonly Item[]): Promise<void> {
    const rows = items.map((item) => this.#columns.map(({ show }) => clean(show(item))))
    this.#widths = this.#widths.map((width, i) =>
      rows.reduce((widest, row) => Math.max(widest, Math.min(lengthOf(row[i] ?? ''), MOST_WIDTH)), width),
    )
    await this.head()
    const { output } = this.#terminal
    await output.write(rows.map((row) => `${cut(this.#line(row), output.columns)}\n`).join(''))
  }

  async head(): Promise<void> {
    if (this.#headed) return
    this.#headed = true
    const { notes } = this.#terminal
    const heading = cut(this.#line(this.#columns.map((column) => column.heading)), notes.columns)
    // Not written with `line`, which wraps sentences: the heading must stay on one line.
    await notes.write(`${notes.colours ? styleText('dim', heading, { validateStream: false }) : heading}\n`)
  }

  #line(row: readonly string[]): string {
    return row.map((cell, i) => this.#padded(cell, i)).join('  ')
  }

  #padded(cell: string, i: number): string {
    const missing = ' '.repeat(Math.max(0, (this.#widths[i] ?? 0) - lengthOf(cell)))
    if (this.#columns[i]?.align === 'right') return `${missing}${cell}`
    return i === this.#columns.length - 1 ? cell : `${cell}${missing}`
  }
}

/** Returns a length in code points, most of which take one column of a terminal. */
const lengthOf = (text: string): number => [...text].length

const cut = (text: string, width: number | null): string => {
  if (width === null || text.length <= width) return text
  // Cut by code points, so that no surrogate pair is split.
  const points = [...text]
  return points.length <= width ? text : `${points.slice(0, width - 1).join('')}…`
}
