import { check, type Schema } from '../../../../domain/capability/schema.ts'
import type { Append } from '../../../../domain/event/intent.ts'
import type { JsonInput } from '../../../../domain/data/json.ts'
import { Revision } from '../../../../domain/event/stream.ts'
import type { Line } from '../../../../service/node/lines.ts'

/** A line of an import: an append, nothing, or why the line is broken. */
export type ImportLine =
  | { readonly kind: 'append'; readonly append: Append }
  | { readonly kind: 'blank' }
  | { readonly kind: 'broken'; readonly says: string }

const WRITTEN = ['stream', 'id', 'type', 'data', 'metadata'] as const
const RECORDED = ['revision', 'position', 'recordedAt'] as const

/**
 * Reads a line as export writes it. A revision becomes the append's expected revision; without one the append expects
 * `any`. `position` and `recordedAt` are ignored, because each store assigns its own. The values of the other fields
 * are checked by the store.
 */
export const readLine = (line: Line): ImportLine => {
  if (line.kind === 'flawed') return { kind: 'broken', says: line.says }
  if (line.text.trim() === '') return { kind: 'blank' }
  const parsed = parse(line.text)
  if (parsed.kind === 'broken') return parsed
  const { fields } = parsed
  const kind = fields.get('kind')
  if (kind === 'done' && typeof fields.get('events') === 'number') return { kind: 'blank' }
  if (typeof kind === 'string' && UNFINISHED.has(kind)) return broken(unfinished(kind))
  const unknown = [...fields.keys()].filter((key) => ![...WRITTEN, ...RECORDED].some((field) => field === key))
  if (unknown.length > 0)
    return broken(`has unknown fields: ${unknown.map((key) => JSON.stringify(key)).join(', ')}; allowed: ${FIELDS}`)
  const missing = WRITTEN.filter((field) => !fields.has(field))
  if (missing.length > 0) return broken(`lacks ${missing.join(', ')}; it needs ${FIELDS}`)
  const expectedRevision = expected(fields.get('revision'))
  if (expectedRevision.kind === 'broken') return expectedRevision
  // The store checks each field against its schema, so the types are only asserted here.
  const text = (field: 'stream' | 'id' | 'type'): string => fields.get(field) as string
  const event = {
    id: text('id'),
    type: text('type'),
    data: fields.get('data') as JsonInput,
    metadata: fields.get('metadata') as object,
  }
  return {
    kind: 'append',
    append: { stream: text('stream'), expectedRevision: expectedRevision.value, events: [event] },
  }
}

/** The kinds of outcome, in the last line under `--json`, of a command that did not finish. */
const UNFINISHED: ReadonlySet<string> = new Set([
  'interrupted',
  'failed',
  'truncated',
  'ahead',
  'no_stream',
  'shortfall',
  'usage',
  'defect',
])

const unfinished = (kind: string): string =>
  `says that the command that wrote these lines did not finish (${kind}), so lines are missing. Run that command again, and import its whole output`

type Broken = ImportLine & { readonly kind: 'broken' }

const broken = (says: string): Broken => ({ kind: 'broken', says })

const FIELDS = `${WRITTEN.join(', ')}, and optionally ${RECORDED.join(', ')}`

const parse = (text: string): { readonly kind: 'parsed'; readonly fields: ReadonlyMap<string, unknown> } | Broken => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return broken('is not a JSON object')
    return { kind: 'parsed', fields: new Map(Object.entries(value)) }
  } catch (error) {
    return broken(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const expected = (
  revision: unknown,
): { readonly kind: 'expected'; readonly value: Append['expectedRevision'] } | Broken => {
  if (revision === undefined) return { kind: 'expected', value: 'any' }
  const checked = check(REVISION, revision)
  if (!checked.fits) return broken(`has a revision that ${checked.says}`)
  return { kind: 'expected', value: checked.value === 0 ? 'no_stream' : checked.value - 1 }
}

const REVISION: Schema<unknown, number> = Revision
