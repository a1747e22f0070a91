import { styleText } from 'node:util'
import { clean } from './visible.ts'
import type { Terminal } from './terminal.ts'

/** Where items are shown, page by page. */
export interface Sheet<Item> {
  readonly show: (items: readonly Item[]) => Promise<void>
  /** Ends it: a table that is empty has its headings all the same. */
  readonly end: () => Promise<void>
}

/** Shows items as one JSON object a line, or as a table for people. */
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

/** A column of a table: its heading, and what it shows of an item. */
export interface Column<Item> {
  readonly heading: string
  /** Numbers end below one another, texts begin so. */
  readonly align: 'left' | 'right'
  show(item: Item): string
}

/** What is wider than this stands out of its column: a name may have 255 code points. */
const MOST_WIDTH = 40

/**
 * Items as lines for people: columns that are as wide as what they have shown so far, and their headings once, on the notes. A line is cut to
 * the width of the terminal.
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
    // It is no sentence: a line of the notes would be broken where its colours make it longer than the terminal is wide.
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

/** In code points: of these most take one column of a terminal. */
const lengthOf = (text: string): number => [...text].length

const cut = (text: string, width: number | null): string => {
  if (width === null || text.length <= width) return text
  // By code points, so that no pair of surrogates is torn.
  const points = [...text]
  return points.length <= width ? text : `${points.slice(0, width - 1).join('')}…`
}
