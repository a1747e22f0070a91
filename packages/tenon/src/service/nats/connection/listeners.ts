/** Callbacks for one kind of event. */
export class Listeners<Values extends readonly unknown[]> {
  readonly #all = new Set<(...values: Values) => void>()

  /** Adds a callback, and returns a function that removes it. */
  add(listener: (...values: Values) => void): () => void {
    this.#all.add(listener)
    return () => this.#all.delete(listener)
  }

  notify(...values: Values): void {
    for (const listener of this.#all) listener(...values)
  }
}
