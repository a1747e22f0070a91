import { category } from '../../domain/event/stream.ts'

/** A category, and how many streams it has. */
export interface Counted {
  readonly category: string
  readonly streams: number
}

/**
 * Counts the streams of each category, as they come in the order of their names. It holds a category only until no further stream of it can
 * come: `a` and `a-1` may stand apart, with `a+b` between them.
 */
export class Categories {
  /** Each begins as the one before it does, and more. */
  readonly #open: { readonly category: string; streams: number }[] = []
  #count = 0

  /** How many categories there were. */
  get count(): number {
    return this.#count
  }

  /** Takes the next stream, and gives the categories that are complete now. */
  take(stream: string): readonly Counted[] {
    const complete: Counted[] = []
    for (
      let last = this.#open.at(-1);
      last !== undefined && !mayFollow(stream, last.category);
      last = this.#open.at(-1)
    ) {
      this.#open.pop()
      complete.unshift(last)
    }
    const name = category(stream)
    const last = this.#open.at(-1)
    if (last?.category === name) {
      last.streams += 1
    } else {
      this.#open.push({ category: name, streams: 1 })
      this.#count += 1
    }
    return complete
  }

  /** Gives the categories that are left when all streams have come. */
  rest(): readonly Counted[] {
    return this.#open.splice(0)
  }
}

/** Whether a stream of the category may stand at or behind this one. */
const mayFollow = (stream: string, name: string): boolean =>
  stream.startsWith(name) && (stream.length === name.length || stream.charAt(name.length) <= '-')
