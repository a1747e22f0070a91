import type { RecordedEvent } from '../../domain/event/event.ts'

/** Writes a recorded event as one line: `import` reads the JSON ones. */
export type EventLine = (event: RecordedEvent) => string

/** One JSON object a line, its keys always in the same order. */
export const jsonLine: EventLine = ({ stream, revision, position, recordedAt, id, type, data, metadata }) =>
  JSON.stringify({ stream, revision, position, recordedAt, id, type, data, metadata })

/** The caption over the lines of `streamLine`. */
export const STREAM_CAPTION = 'revision  position  recorded at               type  data'

/** A line for people, of an event whose stream is known; cut to a width unless that is `null`. */
export const streamLine =
  (width: number | null): EventLine =>
  ({ revision, position, recordedAt, type, data }) =>
    cut(`${column(revision)}  ${column(position)}  ${at(recordedAt)}  ${type}  ${JSON.stringify(data)}`, width)

/** The caption over the lines of `logLine`. */
export const LOG_CAPTION = 'position  recorded at               stream @revision  type  data'

/** A line for people, of an event anywhere in the log; cut to a width unless that is `null`. */
export const logLine =
  (width: number | null): EventLine =>
  ({ stream, revision, position, recordedAt, type, data }) =>
    cut(`${column(position)}  ${at(recordedAt)}  ${stream} @${revision}  ${type}  ${JSON.stringify(data)}`, width)

/** Escapes what would move a terminal's cursor or turn its text around. */
export const clean = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const column = (value: number): string => String(value).padStart(8)

const at = (ms: number): string => new Date(ms).toISOString()

const cut = (text: string, width: number | null): string => {
  const whole = clean(text)
  if (width === null || whole.length <= width) return whole
  // By code points, so that no pair of surrogates is torn.
  const points = [...whole]
  return points.length <= width ? whole : `${points.slice(0, width - 1).join('')}…`
}
