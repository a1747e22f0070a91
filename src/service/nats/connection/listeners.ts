/** Those who want to hear of one thing, again and again. */
export class Listeners<Told extends readonly unknown[]> {
  readonly #all = new Set<(...told: Told) => void>()

  /** Calls back each time. Gives what ends that. */
  add(listener: (...told: Told) => void): () => void {
    this.#all.add(listener)
    return () => this.#all.delete(listener)
  }

  tell(...told: Told): void {
    for (const listener of this.#all) listener(...told)
  }
}
