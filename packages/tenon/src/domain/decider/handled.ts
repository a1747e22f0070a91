import type { EventStoreFailed } from '../event/failure.ts'
import type { EventOf, RecordedEventOf } from '../event/types.ts'
import type { UnreadableEvent } from '../event/versions/read.ts'
import type { Position, Revision } from '../event/stream.ts'
import type { DeciderParts } from './decider.ts'

/** The fields of a command to handle. */
export interface Handling<P extends DeciderParts> {
  readonly stream: string
  readonly command: P['command']
  /**
   * A name of 1 to 255 code points that identifies this command for ever. Handling a command with the same id on the same
   * stream again is a repeat. A UUIDv7 gives ids that are stored fastest.
   */
  readonly commandId: string
  /** What else is known about the events, as a JSON object. The key `schema` is kept for the version of the type. */
  readonly metadata: object
  /** How often to decide before giving up because other writers append in between. A whole number from 1. */
  readonly attempts: number
}

/** An event that was decided and stored: its type and data as `evolve` gets them, with its id and place. */
export type DecidedEventOf<P extends DeciderParts> = EventOf<P['events']> & {
  readonly id: string
  readonly stream: string
  readonly revision: Revision
}

/** The events are stored. */
export interface Decided<P extends DeciderParts> {
  readonly kind: 'decided'
  readonly events: readonly DecidedEventOf<P>[]
  /** The last event's revision. */
  readonly revision: Revision
  /** The last event's position. */
  readonly position: Position
}

/** This command was decided before. Nothing was decided or stored now. */
export interface Repeated<P extends DeciderParts> {
  readonly kind: 'repeated'
  /** The events as they were stored then. */
  readonly events: readonly RecordedEventOf<P['events']>[]
  readonly revision: Revision
  readonly position: Position
}

/** The decider decided that nothing happens. Nothing was stored, so the same command is decided again next time. */
export interface NothingDecided {
  readonly kind: 'nothing'
}

/** The decider rejected the command. Nothing was stored, so the same command is decided again next time. */
export interface Rejected<P extends DeciderParts> {
  readonly kind: 'rejected'
  readonly reason: P['rejection']
}

/** Other writers appended to the stream between each read and append. Nothing was stored. Handle the command again. */
export interface Contended {
  readonly kind: 'contended'
  /** The stream's last revision. */
  readonly actual: Revision | 'no_stream'
  /** What happened and what to do, in two sentences. */
  readonly says: string
}

/** The decider threw or returned nonsense, or decided events that do not fit their types. Nothing was stored. */
export interface DeciderDefect {
  readonly kind: 'defect'
  readonly stream: string
  /** The revision of the event that `evolve` was given, or the last revision that `decide` knew of. */
  readonly revision: Revision | 'no_stream'
  /** What happened, in one sentence. */
  readonly says: string
}

/** What became of a command. */
export type Handled<P extends DeciderParts> =
  | Decided<P>
  | Repeated<P>
  | NothingDecided
  | Rejected<P>
  | Contended
  | UnreadableEvent
  | DeciderDefect
  | EventStoreFailed
