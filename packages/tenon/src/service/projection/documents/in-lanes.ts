/**
 * Runs a function for each item, at most `most` at once. If one rejects, no further item is begun, and the promise
 * rejects with the first reason when nothing runs any more.
 */
export const inLanes = async <Item>(
  items: Iterable<Item>,
  most: number,
  run: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = items[Symbol.iterator]()
  const reasons: unknown[] = []
  const lane = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true && reasons.length === 0; next = left.next()) {
      try {
        await run(next.value)
      } catch (reason) {
        reasons.push(reason)
      }
    }
  }
  await Promise.all(Array.from({ length: most }, lane))
  if (reasons.length > 0) throw reasons[0]
}
