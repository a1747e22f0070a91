import type { Edit } from '../facts/edit.ts'

/**
 * Applies edits to the text that they were made for. At one place an insertion comes before a replacement, and insertions in the order given.
 * An edit that begins inside of another is left out: whoever made the other has seen what is in it, or the next round will.
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

/** The edits that are applied, in the order in which they are: none twice, and none inside of another. */
export const withoutOverlaps = (edits: readonly Edit[]): readonly Edit[] => {
  let at = 0
  return distinct(edits.toSorted(inOrder)).filter((edit) => {
    if (edit.start < at) return false
    at = edit.end
    return true
  })
}

/** By where they begin; at one place insertions first, then the longest. */
const inOrder = (one: Edit, other: Edit): number => {
  if (one.start !== other.start) return one.start - other.start
  if (isInsertion(one) || isInsertion(other)) return Number(isInsertion(other)) - Number(isInsertion(one))
  return other.end - one.end
}

const isInsertion = ({ start, end }: Edit): boolean => start === end

/** Two findings may ask for the same edit: it is made once. */
const distinct = (sorted: readonly Edit[]): readonly Edit[] =>
  sorted.filter((edit, i) => !sorted.slice(firstAt(sorted, i), i).some((before) => isSame(before, edit)))

const firstAt = (sorted: readonly Edit[], i: number): number => {
  let first = i
  while (first > 0 && sorted[first - 1]?.start === sorted[i]?.start) first -= 1
  return first
}

const isSame = (one: Edit, other: Edit): boolean =>
  one.start === other.start && one.end === other.end && one.text === other.text
