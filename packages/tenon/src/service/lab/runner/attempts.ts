import * as diagnostics from 'node:diagnostics_channel'
import type { Capability } from '../../../domain/capability/capability.ts'
import type { TracedCall } from '../../binding/layers/trace.ts'

/** Counts how many attempts of each call reach an executor, from what bindings publish when a call ends. */
export class Attempts {
  readonly #channels: readonly string[]
  readonly #attempts = new Map<unknown, number>()

  constructor(capability: Capability) {
    this.#channels = Object.keys(capability.operations).map(
      (name) => `tracing:tenon:${capability.name}:${name}:asyncEnd`,
    )
  }

  /**
   * Returns the number of attempts of a call, or `undefined` if nothing was published about it. The call is identified
   * by its fields.
   */
  of(fields: object): number | undefined {
    return this.#attempts.get(fields)
  }

  /** Starts to count. */
  start(): void {
    for (const channel of this.#channels) diagnostics.subscribe(channel, this.#receive)
  }

  /** Stops counting. */
  stop(): void {
    for (const channel of this.#channels) diagnostics.unsubscribe(channel, this.#receive)
  }

  readonly #receive = (message: unknown): void => {
    // Only bindings publish on these channels, and they publish this.
    const { fields, attempts } = message as TracedCall
    this.#attempts.set(fields, attempts)
  }
}
