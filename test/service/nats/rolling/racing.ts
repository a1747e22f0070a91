import type { EventStore } from 'tenon'
import { event } from '../../semantics/stores.ts'

/** How many appends were answered in which way. */
export interface Answers {
  readonly appended: number
  readonly conflict: number
  readonly other: number
}

/**
 * Has stores race for one place after the other: in each round each store makes two appends at the same place of the same stream, all at
 * once. A round is over when all are answered.
 */
export const race = async (stores: readonly EventStore[], name: string, rounds: number): Promise<Answers> => {
  const counts = { appended: 0, conflict: 0, other: 0 }
  for (let round = 0; round < rounds; round += 1) {
    // A stream is raced for four times: from its beginning, and then at its revisions.
    const stream = `${name}-${Math.floor(round / 4)}`
    const expectedRevision = round % 4 === 0 ? 'no_stream' : (round % 4) - 1
    const made = [...stores, ...stores].map((store) => store.append({ stream, expectedRevision, events: [event()] }))
    for (const { kind } of await Promise.all(made))
      counts[kind === 'appended' || kind === 'conflict' ? kind : 'other'] += 1
  }
  return counts
}
