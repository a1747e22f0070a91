import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import { found } from '../../failure.ts'
import type { Stored } from './message.ts'

/** What failed: an operation of an event store, `open` or `close`. */
export type Operation = EventStoreFailed['operation']

/** The failure of a read that meets a message that Tenon did not write. */
export const foreign = ({ sequence, subject }: Stored, operation: Operation): EventStoreFailed =>
  found(
    'corrupted',
    operation,
    `message ${sequence} on ${subject} was not written by Tenon. Find out which program publishes there, and forbid it. Where denyDelete is false, the nats command line can remove the message.`,
    { technology: 'nats', code: 'foreign', message: `message ${sequence} on ${subject}` },
  )

/** The failure of a read that finds two events at one revision. Only another program can write them. */
export const doubled = ({ sequence, subject }: Stored, stream: string, revision: Revision): EventStoreFailed =>
  found(
    'corrupted',
    'read',
    `message ${sequence} on ${subject} holds revision ${revision} of stream ${stream}, which an earlier message already holds. Find out which program publishes there, and forbid it.`,
    { technology: 'nats', code: 'doubled', message: `message ${sequence} on ${subject}` },
  )

/** The failure of a read that finds a gap in a stream. */
export const missing = (stream: string, first: Revision, last: Revision, operation: Operation): EventStoreFailed =>
  found(
    'corrupted',
    operation,
    `revisions ${first} to ${last} of stream ${stream} are missing, because they were deleted. Restore them from a backup.`,
    {
      technology: 'nats',
      code: 'missing',
      message: `revisions ${first} to ${last} of ${stream}`,
    },
  )
