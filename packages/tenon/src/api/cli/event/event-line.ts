import type { RecordedEvent } from '../../../domain/event/event.ts'
import type { Column } from '../terminal/table.ts'

/** Returns an event as one line of JSON, with its keys always in the same order. `import` reads such lines. */
export const eventLine = (event: RecordedEvent): string => JSON.stringify(fieldsOf(event))

/** Returns an event with its keys always in the same order. */
export const fieldsOf = (event: RecordedEvent): RecordedEvent => {
  const { stream, revision, position, recordedAt, id, type, data, metadata } = event
  return { stream, revision, position, recordedAt, id, type, data, metadata }
}

const POSITION: Column<RecordedEvent> = {
  heading: 'position',
  align: 'right',
  show: ({ position }) => String(position),
}

const REVISION: Column<RecordedEvent> = {
  heading: 'revision',
  align: 'right',
  show: ({ revision }) => String(revision),
}

const RECORDED_AT: Column<RecordedEvent> = {
  heading: 'recorded at',
  align: 'left',
  show: ({ recordedAt }) => new Date(recordedAt).toISOString(),
}

const STREAM: Column<RecordedEvent> = {
  heading: 'stream @revision',
  align: 'left',
  show: ({ stream, revision }) => `${stream} @${revision}`,
}

const TYPE: Column<RecordedEvent> = { heading: 'type', align: 'left', show: ({ type }) => type }

const DATA: Column<RecordedEvent> = { heading: 'data', align: 'left', show: ({ data }) => JSON.stringify(data) }

/** The columns for the events of one stream. */
export const STREAM_COLUMNS = [REVISION, POSITION, RECORDED_AT, TYPE, DATA] as const

/** The columns for events of any stream. */
export const LOG_COLUMNS = [POSITION, RECORDED_AT, STREAM, TYPE, DATA] as const
