import type { Attempt } from '../executor.ts'

/** An attempt that can be cancelled. It makes its signal only when an executor asks for it, because few do. */
export class CancellableAttempt implements Attempt {
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
