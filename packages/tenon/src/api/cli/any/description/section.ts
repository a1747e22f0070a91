/** Returns a heading and rows below it, with their cells aligned, after an empty line. */
export const section = (title: string, rows: readonly (readonly string[])[]): string[] => [
  '',
  title,
  ...aligned(rows, 2),
]

/** Returns rows as lines that begin with this many blanks, with their cells aligned. */
export const aligned = (rows: readonly (readonly string[])[], blanks: number): string[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows.map((row) =>
    `${' '.repeat(blanks)}${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd(),
  )
}
