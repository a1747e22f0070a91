/** Returns the words that are most similar to a mistyped one, the most similar first. Empty if none is similar. */
export const nearestWords = (word: string, words: readonly string[]): readonly string[] =>
  words
    .map((each) => ({ each, far: each.includes(word) && word.length > 2 ? 0 : distance(word, each) }))
    .filter(({ each, far }) => far <= Math.ceil(each.length / 3))
    .toSorted((one, other) => one.far - other.far)
    .map(({ each }) => each)

/** The Levenshtein distance: how many letters to insert, delete or replace to turn one word into the other. */
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
