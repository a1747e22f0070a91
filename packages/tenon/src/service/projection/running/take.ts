import type { Checkpoint } from '../../../domain/projection/build.ts'
import type { AtEvent, Projection } from '../../../domain/projection/projection.ts'
import { passes } from '../../../domain/event/subscription.ts'
import type { EventTypes, RecordedEventOf } from '../../../domain/event/types.ts'
import type { UnreadableEvent } from '../../../domain/event/versions/read.ts'
import { type Page, placeOf } from './page.ts'

/** What a projection takes of a page. */
export interface Taken {
  readonly events: readonly RecordedEventOf<EventTypes>[]
  /** Where the projection is after it. */
  readonly to: Checkpoint
  /** The event before which the projection stops. */
  readonly stopsAt: UnreadableEvent | null
}

/** Takes what passes the projection's filter and comes after a checkpoint from a page. */
export const take = (page: Page, projection: Projection, from: Checkpoint): Taken => {
  const begin = placeOf(from.position)
  const read = page.reader(projection.events)
  const events: RecordedEventOf<EventTypes>[] = []
  let { position, last } = from
  let { unreadable, unknownType } = from.passed
  let stopsAt: UnreadableEvent | null = null
  for (const [i, event] of page.events.entries()) {
    if (event.position <= begin) continue
    if (passes(projection.filter, event)) {
      const reading = read(i, event)
      if (reading.kind === 'event') events.push(reading.event)
      else if (atEvent(projection, reading) === 'stop') {
        stopsAt = reading
        break
      } else if (reading.why === 'unknown_type') unknownType += 1
      else unreadable += 1
    }
    last = event
    position = event.position
  }
  if (stopsAt === null) position = page.next
  const to = { position, last: last && { position: last.position, id: last.id }, passed: { unreadable, unknownType } }
  return { events, to, stopsAt }
}

const atEvent = ({ unknownType, unreadable }: Projection, { why }: UnreadableEvent): AtEvent =>
  why === 'unknown_type' ? unknownType : unreadable
