import { hasOnly } from '../capability/schema.ts'
import { writeJson } from '../data/json.ts'
import { NAME, UUID } from '../data/names.ts'
import type { ExpectedRevision, WrittenAppend } from './append.ts'
import { MOST_EVENTS, type WrittenEvent } from './event.ts'

const OF_APPEND = Object.freeze(['stream', 'expectedRevision', 'events'] as const)
const OF_EVENT = Object.freeze(['id', 'type', 'data', 'metadata'] as const)

/**
 * The fast path of checking an append. Returns the written append if the value is plainly valid, and otherwise
 * `undefined`; then the schema checks it and says what is wrong. It accepts nothing that the schema refuses, and halves
 * the cost of checking a valid append.
 */
export const writtenIfPlain = (value: unknown): WrittenAppend | undefined => {
  if (!hasOnly(value, OF_APPEND)) return undefined
  const { stream, expectedRevision, events } = value
  if (typeof stream !== 'string' || !NAME.test(stream) || !isExpected(expectedRevision)) return undefined
  if (!Array.isArray(events)) return undefined
  const { length } = events
  if (!(length >= 1 && length <= MOST_EVENTS)) return undefined
  const written: WrittenEvent[] = []
  for (let i = 0; i < length; i += 1) {
    const event = eventIfPlain(events[i])
    if (event === undefined) return undefined
    written.push(event)
  }
  if (written.length > 1 && new Set(written.map(({ id }) => id)).size < written.length) return undefined
  return { stream, expectedRevision, events: written }
}

const eventIfPlain = (value: unknown): WrittenEvent | undefined => {
  if (!hasOnly(value, OF_EVENT)) return undefined
  const { id, type, data, metadata } = value
  if (typeof id !== 'string' || !UUID.test(id) || typeof type !== 'string' || !NAME.test(type)) return undefined
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return undefined
  const dataText = writeJson(data)
  const metadataText = writeJson(metadata)
  return 'text' in dataText && 'text' in metadataText
    ? { id, type, data: dataText.text, metadata: metadataText.text }
    : undefined
}

const isExpected = (value: unknown): value is ExpectedRevision =>
  typeof value === 'number'
    ? Number.isSafeInteger(value) && value >= 0
    : value === 'any' || value === 'no_stream' || value === 'stream_exists'
