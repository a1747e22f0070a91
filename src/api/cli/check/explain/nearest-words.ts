/** The words that are most like one that was mistyped, the likest first; none where all are far from it. */
export const nearestWords = (word: string, words: readonly string[]): readonly string[] =>
  words
    .map((each) => ({ each, far: each.includes(word) && word.length > 2 ? 0 : distance(word, each) }))
    .filter(({ each, far }) => far <= Math.ceil(each.length / 3))
    .toSorted((one, other) => one.far - other.far)
    .map(({ each }) => each)

/** How many letters are to be put in, taken out or changed to make one word of the other (Levenshtein). */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, against] of [...other].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === against ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}
