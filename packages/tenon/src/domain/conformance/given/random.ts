/** Returns a random whole number from 0 up to a bound, which is not included. */
export type Random = (bound: number) => number

/**
 * Makes a source of pseudo-random numbers from an id: the same numbers for the same id. The algorithm is Mulberry32.
 */
export const randomFrom = (id: string): Random => {
  let state = Number.parseInt(id.slice(0, 8), 16)
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}

/** Returns a random item of a list. */
export const oneOf = <Item>(random: Random, items: readonly [Item, ...Item[]]): Item =>
  items[random(items.length)] ?? items[0]
