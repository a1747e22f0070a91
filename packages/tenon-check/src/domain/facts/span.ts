/** A range of a file's text, in UTF-16 units from its beginning; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A place in a file, both counted from 1, the column in UTF-16 units. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** The line and column of an offset, given the offsets at which the lines begin. */
export const placeOf = (lineStarts: readonly number[], offset: number): Place => {
  let low = 0
  let high = lineStarts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 }
}

/** The offset at which each line of a text begins. */
export const lineStartsOf = (text: string): number[] => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
