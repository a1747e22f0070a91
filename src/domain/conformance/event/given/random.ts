/** Draws whole numbers from 0 up to a bound, which is never given. */
export type Random = (bound: number) => number

/** Makes a source of numbers that look random out of an id, the same ones for the same id. It is Mulberry32. */
export const randomFrom = (id: string): Random => {
  let state = Number.parseInt(id.slice(0, 8), 16)
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}

/** One of some things. */
export const oneOf = <Item>(random: Random, items: readonly [Item, ...Item[]]): Item =>
  items[random(items.length)] ?? items[0]
