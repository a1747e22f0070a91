import { z } from 'zod'
import type { Json, JsonInput, JsonText } from '../data/json.ts'
import { AnyJson, WrittenJson, written } from '../data/json-schema.ts'
import { Name, Uuid } from '../data/names.ts'
import { mustHave, unfit } from '../data/schema-messages.ts'
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

const AnyObject = z.unknown().meta({ type: 'object' }) as z.ZodType<object, object>

/** The schema of the metadata of an event to append, a JSON object. It gives its JSON text. */
export const Metadata = AnyObject.transform((value, refusals) => {
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
    id: Uuid.describe('A UUID in lower case. An event with the same id is the same event, for ever.'),
    type: Name.describe('The type of the event, such as OrderPlaced: a name of 1 to 255 code points.'),
    data: WrittenJson.describe('What happened, as any JSON.'),
    metadata: Metadata.describe('What else is known about the event, as a JSON object.'),
  },
  mustHave('id', 'type', 'data', 'metadata'),
)

/** The schema of a stored event. */
export const RecordedEvent = z.strictObject({
  id: Uuid,
  type: Name,
  data: AnyJson,
  metadata: z.record(z.string(), AnyJson),
  stream: Name,
  revision: Revision,
  position: Position,
  recordedAt: z.int(),
})
