import { z } from 'zod'
import { type Json, type JsonInput, type JsonText, writeJson } from '../data/json.ts'
import { Name } from '../data/names.ts'
import { must, mustHave, unfit } from '../data/schema-messages.ts'
import { Position, Revision } from './stream.ts'

/** An event before it is stored. */
export interface Event {
  /** A UUID in lower case. It identifies this event for ever: an event with the same id is the same event. */
  readonly id: string
  /** A name of 1 to 255 code points, such as `OrderPlaced`. */
  readonly type: string
  /** Any JSON. */
  readonly data: JsonInput
  /** A JSON object. */
  readonly metadata: object
}

/**
 * An event in the form that a binding gets: checked, with its JSON written. Its size is the UTF-8 bytes of `data` and
 * `metadata` together.
 */
export interface WrittenEvent {
  readonly id: string
  readonly type: string
  readonly data: JsonText
  readonly metadata: JsonText
}

/** An event after it is stored. */
export interface RecordedEvent {
  readonly id: string
  readonly type: string
  readonly data: Json
  readonly metadata: { readonly [key: string]: Json }
  readonly stream: string
  readonly revision: Revision
  readonly position: Position
  /** When the store recorded it, in Unix milliseconds by the store's clock. It does not define an order. */
  readonly recordedAt: number
}

/** The most events of one append, on any binding. A longer list is refused without being read. */
export const MOST_EVENTS = 100_000

/** The pattern of an event's id. */
export const EVENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The schema of an event's id. */
const EventId = z.string(must('a UUID in lower case')).regex(EVENT_ID, must('a UUID in lower case'))

/** The part of zod's context that takes the place at which a value is not JSON. */
interface Refusals {
  readonly issues: { push(issue: { code: 'custom'; path: (string | number)[]; message: string; input: unknown }): void }
}

const written = (value: unknown, refusals: Refusals): JsonText => {
  const json = writeJson(value)
  if ('text' in json) return json.text
  refusals.issues.push({ code: 'custom', path: [...json.flaw.path], message: json.flaw.says, input: value })
  return z.NEVER
}

// These accept everything: `written` checks a new event, and a stored event was checked before. Zod's own schema of
// JSON loses `__proto__` and accepts cycles.
const AnyInput = z.unknown() as z.ZodType<JsonInput, JsonInput>
const AnyObject = z.unknown().meta({ type: 'object' }) as z.ZodType<object, object>
const AnyJson = z.unknown() as z.ZodType<Json, Json>

const Data = AnyInput.transform(written)

const Metadata = AnyObject.transform((value, refusals) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return written(value, refusals)
  refusals.issues.push({
    code: 'custom',
    path: [],
    message: unfit('a JSON object', value),
    input: value,
  })
  return z.NEVER
})

/**
 * The schema of an event to append. It writes the JSON that the binding stores, so changes that the caller makes to the
 * data later do not reach the store.
 */
export const Event = z.strictObject(
  {
    id: EventId.describe('A UUID in lower case. An event with the same id is the same event, for ever.'),
    type: Name.describe('The type of the event, such as OrderPlaced: a name of 1 to 255 code points.'),
    data: Data.describe('What happened, as any JSON.'),
    metadata: Metadata.describe('What else is known about the event, as a JSON object.'),
  },
  mustHave('id', 'type', 'data', 'metadata'),
)

/** The schema of a stored event. */
export const RecordedEvent = z.strictObject({
  id: EventId,
  type: Name,
  data: AnyJson,
  metadata: z.record(z.string(), AnyJson),
  stream: Name,
  revision: Revision,
  position: Position,
  recordedAt: z.int(),
})
