import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import type { Attempt } from '../../../binding/executor.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import type { Api } from '../../connection/jetstream-api.ts'
import type { Link } from '../../connection/connection.ts'
import type { Operation } from '../../failure.ts'
import type { Events, Fresh, Head } from '../message/stream-history.ts'
import type { Session } from '../seen-position.ts'

/** The appends to one stream: one is on its way at a time, since each must know where the one before it came to stand. */
export interface Lane {
  readonly stream: string
  readonly subject: string
  /** Where the stream ends, as far as is known. It may be outdated, which its fence then tells. */
  head: Head | undefined
  /** Behind which message an append was found that had been made before: whoever repeats one goes on with the next. */
  reached: Head | undefined
  going: Turn | undefined
  readonly queue: Turn[]
}

/** An append that waits for its turn in a lane, or has it. */
export interface Turn {
  /** Whether it was answered. */
  readonly ended: boolean
  /** It waits: it is answered as soon as it is called off. */
  heed(): void
  /** Its turn has come. */
  begin(): void
  /** The store is closed. */
  close(): void
}

/** What an append asks of the store that it goes to. */
export interface Lanes {
  readonly config: NatsStreamConfig
  readonly link: Link
  readonly api: Api
  readonly session: Session
  readonly patienceMs: number
  /** A name for an append that no other has. */
  newId(): string
  /** One has been answered: the next to its stream may go. */
  leave(lane: Lane, turn: Turn): void
  /** Where a stream ends now, by its leader. */
  head(lane: Lane): Promise<Fresh | EventStoreFailed>
  /** The same, when servers say so whom most of the others follow, and say the same a little later. */
  surely(lane: Lane, attempt: Attempt): Promise<Fresh | EventStoreFailed>
  /** The events of a stream from a revision on, so many at most, by its leader. What retention removed is none. */
  standing(lane: Lane, head: Fresh, from: Revision, most: number): Promise<Events | EventStoreFailed>
  /** Finds out why nobody took an append. */
  triage(operation: Operation): Promise<EventStoreFailed>
}
