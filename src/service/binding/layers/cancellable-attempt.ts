import type { Attempt } from './executor.ts'

/** One attempt that can be called off. Few executors ask for the signal, so it is made only then. */
export class OneAttempt implements Attempt {
  #aborted = false
  #controller: AbortController | undefined

  get aborted(): boolean {
    return this.#aborted
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#aborted) this.#controller.abort()
    }
    return this.#controller.signal
  }

  abort(): void {
    this.#aborted = true
    this.#controller?.abort()
  }
}
