import { setTimeout as wait } from 'node:timers/promises'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import type { Attempt } from '../../../binding/executor.ts'
import { leaderless } from '../../connection/leader.ts'
import type { EventApi } from '../message/event-api.ts'
import { type Events, type Fresh, History } from '../message/stream-history.ts'
import type { Lane } from './stream-queue.ts'

/** After this many milliseconds, a server that was paused has learnt whether it is still the leader. */
const AGAIN_MS = 25

/** Asks the leader where streams end, and records that in their lanes. */
export class StreamHeads {
  readonly #api: EventApi
  readonly #patienceMs: number

  constructor(api: EventApi, patienceMs: number) {
    this.#api = api
    this.#patienceMs = patienceMs
  }

  /** Returns where a stream ends now, by its leader. */
  async head(lane: Lane): Promise<Fresh | EventStoreFailed> {
    const head = await this.#history(lane).head()
    if (head.kind === 'fresh') lane.head = { sequence: head.sequence, revision: head.revision }
    return head
  }

  /**
   * Returns where a stream ends, confirmed: a leader followed by a majority must report the same end twice, a little
   * apart. A server that was paused may no longer be the leader, and answers the requests that waited for it before it
   * learns that.
   */
  async confirmedHead(lane: Lane, attempt: Attempt): Promise<Fresh | EventStoreFailed> {
    const until = performance.now() + this.#patienceMs
    let before: Fresh | undefined
    for (;;) {
      const [led, head] = await Promise.all([this.#api.led('append'), this.head(lane)])
      if (head.kind === 'failed') return head
      if (led === true && before?.sequence === head.sequence) return head
      if (led !== true && led !== false) return led
      if (performance.now() > until || attempt.aborted) return leaderless(this.#api.place, 'append')
      // If others append meanwhile, the higher of the two is the later one.
      if (led && before !== undefined && head.sequence > before.sequence) return head
      before = led ? head : undefined
      await wait(AGAIN_MS)
    }
  }

  /**
   * Returns at most `most` events of a stream from a revision on, by its leader, or no events if retention has removed
   * them.
   */
  async eventsFrom(lane: Lane, head: Fresh, from: Revision, most: number): Promise<Events | EventStoreFailed> {
    const history = this.#history(lane)
    const stored = await history.events(from, most, head)
    lane.reached = history.reached
    return stored.kind === 'gone' ? { kind: 'events', events: [] } : stored
  }

  #history({ stream, subject, reached }: Lane): History {
    return new History(stream, subject, this.#api, 'append', reached)
  }
}
