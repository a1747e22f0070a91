import type { WrittenAppend } from '../../../../domain/event/append.ts'
import { EVENT_ID, type RecordedEvent } from '../../../../domain/event/event.ts'
import { NAME, type Position, type Revision } from '../../../../domain/event/stream.ts'

/** A message as the server keeps it: its place among all messages, and what its body says where it is one of ours. */
export interface Stored {
  readonly kind: 'stored'
  readonly subject: string
  readonly sequence: number
  /** The server's clock in Unix milliseconds. */
  readonly at: number
  /** How many characters its body has. */
  readonly size: number
  /** Nothing where somebody else wrote the message. */
  readonly heading: Heading | undefined
}

/** What one of our messages says of itself: one message is one append. */
export interface Heading {
  /** Which append it is: no two calls have the same. */
  readonly append: string
  /** The first event's revision. */
  readonly first: Revision
  /** How many events it holds. */
  readonly count: number
  /** Its events, not looked at. */
  readonly events: readonly unknown[]
}

/** The positions that each message has for its events: as many as one append may hold. */
export const PLACES = 1_000

/** The position of an event by its message's place among all messages and its own in the message. */
export const positionOf = (sequence: number, index: number): Position => sequence * PLACES + index

/** The place among all messages of the one that holds the event at a position. */
export const sequenceOf = (position: Position): number => Math.floor(position / PLACES)

/** What makes a message ours: the version of its layout. */
const VERSION = 1
const APPEND = /^[\w.-]{1,64}$/

/** The headers of an append that is to stand directly behind a message of its subject; 0 is for a subject without any. */
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

/** Writes the body of an append: a JSON object that says which append it is, its first revision, and its events. */
export const bodyFor = (append: string, first: Revision, events: string): Buffer =>
  Buffer.from(`{"tenon":${VERSION},"append":"${append}","first":${first},"events":${events}}`)

/** Reads a body, or gives nothing when it is none of ours. */
export const headingIn = (body: string): Heading | undefined => {
  const parsed = parse(body)
  // Each of its fields is looked at.
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

/** Reads the events of one of our messages, or nothing when they are none. */
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

/** What stands in a body is JSON; whether it is an event is looked at here. */
const isEvent = (value: unknown): value is Content => {
  if (typeof value !== 'object' || value === null) return false
  const { id, type, data, metadata } = value as Partial<Record<keyof Content, unknown>>
  return (
    typeof id === 'string' &&
    EVENT_ID.test(id) &&
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
