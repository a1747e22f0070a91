import type { Position } from '../../../domain/event/stream.ts'

/** What one open store has seen of the log. What it reads is never older than that. */
export class Session {
  #seen: Position = 0

  /** The highest position that was answered. */
  get seen(): Position {
    return this.#seen
  }

  saw(position: Position): void {
    if (position > this.#seen) this.#seen = position
  }
}
