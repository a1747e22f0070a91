import type { Position } from '../../../../domain/event/stream.ts'

/** The highest position that one open store has returned. What it reads later is never older. */
export class SeenPosition {
  #highest: Position = 0

  get highest(): Position {
    return this.#highest
  }

  saw(position: Position): void {
    if (position > this.#highest) this.#highest = position
  }
}
