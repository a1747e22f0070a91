import { category } from '../../../../domain/event/stream.ts'

/** A category and its number of streams. */
export interface Counted {
  readonly category: string
  readonly streams: number
}

/**
 * Counts the streams of each category. Streams must be taken in the order of their names. A category is held only until
 * no further stream of it can follow. Streams of one category need not be adjacent: `a+b` comes between `a` and `a-1`.
 */
export class Categories {
  /** The categories that may still grow. Each name begins with the name before it. */
  readonly #open: { readonly category: string; streams: number }[] = []
  #count = 0

  /** The number of categories so far. */
  get count(): number {
    return this.#count
  }

  /** Counts the next stream. Returns the categories that are now complete. */
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

  /** Returns the remaining categories, after the last stream. */
  rest(): readonly Counted[] {
    return this.#open.splice(0)
  }
}

/** Whether a stream of the category may equal or follow this one. */
const mayFollow = (stream: string, name: string): boolean =>
  stream.startsWith(name) && (stream.length === name.length || stream.charAt(name.length) <= '-')
