import type { Edit } from '../facts/edit.ts'

/**
 * Applies edits to the text that they were made for. At one position an insertion comes before a replacement, and
 * insertions keep their order. An edit that begins inside another is skipped: the other was made with it in mind, or
 * the next round applies it.
 */
export const withEdits = (text: string, edits: readonly Edit[]): string => {
  const parts: string[] = []
  let at = 0
  for (const edit of withoutOverlaps(edits)) {
    parts.push(text.slice(at, edit.start), edit.text)
    at = edit.end
  }
  return parts.join('') + text.slice(at)
}

/** The edits that are applied, in order: no duplicates, and none inside another. */
export const withoutOverlaps = (edits: readonly Edit[]): readonly Edit[] => {
  let at = 0
  return distinct(edits.toSorted(inOrder)).filter((edit) => {
    if (edit.start < at) return false
    at = edit.end
    return true
  })
}

/** By start position; at one position insertions first, then the longest. */
const inOrder = (one: Edit, other: Edit): number => {
  if (one.start !== other.start) return one.start - other.start
  if (isInsertion(one) || isInsertion(other)) return Number(isInsertion(other)) - Number(isInsertion(one))
  return other.end - one.end
}

const isInsertion = ({ start, end }: Edit): boolean => start === end

/** Removes duplicates: two findings may ask for the same edit. */
const distinct = (sorted: readonly Edit[]): readonly Edit[] =>
  sorted.filter((edit, i) => !sorted.slice(firstAt(sorted, i), i).some((before) => isSame(before, edit)))

const firstAt = (sorted: readonly Edit[], i: number): number => {
  let first = i
  while (first > 0 && sorted[first - 1]?.start === sorted[i]?.start) first -= 1
  return first
}

const isSame = (one: Edit, other: Edit): boolean =>
  one.start === other.start && one.end === other.end && one.text === other.text
