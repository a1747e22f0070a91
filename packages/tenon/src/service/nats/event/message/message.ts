import type { WrittenAppend } from '../../../../domain/event/append.ts'
import type { RecordedEvent } from '../../../../domain/event/event.ts'
import { NAME, UUID } from '../../../../domain/data/names.ts'
import type { Position, Revision } from '../../../../domain/event/stream.ts'

/** A message as the server stores it: its sequence, and the content of its body if Tenon wrote it. */
export interface Stored {
  readonly kind: 'stored'
  readonly subject: string
  readonly sequence: number
  /** The server's clock in Unix milliseconds. */
  readonly at: number
  /** How many characters its body has. */
  readonly size: number
  /** The content of the body. Absent if Tenon did not write the message. */
  readonly heading: Heading | undefined
}

/** The content of one of Tenon's messages. One message is one append. */
export interface Heading {
  /** The id of the append. No two calls have the same. */
  readonly append: string
  /** The revision of the first event. */
  readonly first: Revision
  /** How many events it holds. */
  readonly count: number
  /** The events, not validated yet. */
  readonly events: readonly unknown[]
}

/** The number of positions of each message: as many as one append may hold events. */
export const PLACES = 1_000

/** Returns the position of an event, from the sequence of its message and its index in the message. */
export const positionOf = (sequence: number, index: number): Position => sequence * PLACES + index

/** Returns the sequence of the message that holds the event at a position. */
export const sequenceOf = (position: Position): number => Math.floor(position / PLACES)

/** The version of the layout. It marks a message as Tenon's. */
const VERSION = 1
const APPEND = /^[\w.-]{1,64}$/

/**
 * Returns the headers of an append: its fence. `behind` is the sequence of the message that it must follow directly, or
 * 0 for an empty subject.
 */
export const headersFor = (jetStream: string, behind: number): Buffer =>
  Buffer.from(
    `NATS/1.0\r\nNats-Expected-Stream: ${jetStream}\r\nNats-Expected-Last-Subject-Sequence: ${behind}\r\n\r\n`,
    'latin1',
  )

/** Writes the events of an append as a JSON array. */
export const eventsText = ({ events }: WrittenAppend): string => {
  let text = ''
  for (const { id, type, data, metadata } of events) {
    const begun = text === '' ? '[' : ','
    text += `${begun}{"id":"${id}","type":${JSON.stringify(type)},"data":${data},"metadata":${metadata}}`
  }
  return `${text}]`
}

/** Writes the body of an append: a JSON object with the id of the append, its first revision, and its events. */
export const bodyFor = (append: string, first: Revision, events: string): Buffer =>
  Buffer.from(`{"tenon":${VERSION},"append":"${append}","first":${first},"events":${events}}`)

/** Reads a body. Returns nothing if Tenon did not write it. */
export const headingIn = (body: string): Heading | undefined => {
  const parsed = parse(body)
  // Each of its fields is checked.
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { tenon, append, first, events } = parsed as Partial<Record<string, unknown>>
  if (tenon !== VERSION || typeof append !== 'string' || !APPEND.test(append) || !Array.isArray(events))
    return undefined
  const { length: count } = events
  if (typeof first !== 'number' || count === 0 || count > PLACES) return undefined
  return first >= 0 && Number.isSafeInteger(first) && Number.isSafeInteger(first + count)
    ? { append, first, count, events }
    : undefined
}

/** Reads the events of one of Tenon's messages. Returns nothing if one of them is invalid. */
export const eventsOf = (
  stream: string,
  { sequence, at }: Pick<Stored, 'sequence' | 'at'>,
  { first, events: written }: Heading,
): readonly RecordedEvent[] | undefined => {
  const events: RecordedEvent[] = []
  for (const [i, event] of written.entries()) {
    if (!isEvent(event)) return undefined
    const { id, type, data, metadata } = event
    events.push({
      id,
      type,
      data,
      metadata,
      stream,
      revision: first + i,
      position: positionOf(sequence, i),
      recordedAt: at,
    })
  }
  return events
}

type Content = Pick<RecordedEvent, 'id' | 'type' | 'data' | 'metadata'>

/** Returns whether a JSON value is an event. */
const isEvent = (value: unknown): value is Content => {
  if (typeof value !== 'object' || value === null) return false
  const { id, type, data, metadata } = value as Partial<Record<keyof Content, unknown>>
  return (
    typeof id === 'string' &&
    UUID.test(id) &&
    typeof type === 'string' &&
    NAME.test(type) &&
    data !== undefined &&
    typeof metadata === 'object' &&
    metadata !== null &&
    !Array.isArray(metadata)
  )
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
