import { tracingChannel } from 'node:diagnostics_channel'
import type { TestContext } from 'node:test'

const PARTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const

/** One publication on a tracing channel. */
export interface Heard {
  readonly on: (typeof PARTS)[number]
  readonly message: object
  /** What the message said when it was published. */
  readonly said: object
}

/**
 * Listens to the tracing channels with these names until the test ends, and passes on what it hears. Returns everything
 * that it has heard.
 */
export const listen = (t: TestContext, names: readonly string[], hear: (heard: Heard) => void): readonly Heard[] => {
  const all: Heard[] = []
  for (const name of names) {
    const channels = tracingChannel(name)
    for (const on of PARTS) {
      const listener = (message: unknown): void => {
        // Only bindings publish on these channels, and they publish objects.
        const heard = { on, message: message as object, said: { ...(message as object) } }
        all.push(heard)
        hear(heard)
      }
      channels[on].subscribe(listener)
      t.after(() => channels[on].unsubscribe(listener))
    }
  }
  return all
}

/** What was said at the end of each call or attempt, in order. */
export const ends = (all: readonly Heard[]): readonly object[] =>
  all.filter(({ on }) => on === 'asyncEnd').map(({ said }) => said)
