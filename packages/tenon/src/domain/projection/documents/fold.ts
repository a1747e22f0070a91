import { writeJson } from '../../data/json.ts'
import { answerOf } from '../../data/answer-of.ts'
import { messageOf } from '../../data/message-of.ts'
import type { Position } from '../../event/stream.ts'
import type { RecordedEventOf } from '../../event/types.ts'
import type { DocumentParts, DocumentProjection } from '../projection.ts'

/** The projection's own code threw or returned nonsense at an event. */
export interface FoldDefect {
  readonly kind: 'defect'
  /** The position of the event. */
  readonly position: Position
  readonly says: string
}

/** The events of each document, by its key, in their order. */
export interface Grouped<P extends DocumentParts> {
  readonly kind: 'grouped'
  readonly groups: ReadonlyMap<string, readonly RecordedEventOf<P['events']>[]>
}

/** Groups events by the key of the document that each belongs to. `unfit` says what a key must be, if it is not so. */
export const grouped = <P extends DocumentParts>(
  projection: DocumentProjection<P>,
  events: readonly RecordedEventOf<P['events']>[],
  unfit: (key: string) => string | null,
): Grouped<P> | FoldDefect => {
  const groups = new Map<string, RecordedEventOf<P['events']>[]>()
  for (const event of events) {
    let key: unknown
    try {
      key = projection.key(event)
    } catch (thrown) {
      return defect(projection, event, `key threw: ${messageOf(thrown)}`)
    }
    if (key === null) continue
    if (typeof key !== 'string') return defect(projection, event, `key returned ${kindOf(key)}, not a string or null`)
    const group = groups.get(key)
    if (group !== undefined) {
      group.push(event)
      continue
    }
    const says = unfit(key)
    if (says !== null) return defect(projection, event, `key returned ${shown(key)}, and it ${says}`)
    groups.set(key, [event])
  }
  return { kind: 'grouped', groups }
}

/** A document, and the position of the last event that was folded into it. */
export interface FoldedDocument<D> {
  readonly at: Position
  readonly document: D
}

/** What becomes of a document. `unchanged`: it has taken all the events before. */
export type NextDocument<D> =
  | { readonly kind: 'unchanged' }
  | ({ readonly kind: 'changed' } & FoldedDocument<D>)
  | FoldDefect

/**
 * Folds events into a document: those above the position that it has taken already. `before` is `null` if there is no
 * document yet; then it begins as the projection's `initial`.
 */
export const nextDocument = <P extends DocumentParts>(
  projection: DocumentProjection<P>,
  before: FoldedDocument<P['document']> | null,
  events: readonly RecordedEventOf<P['events']>[],
): NextDocument<P['document']> => {
  const first = events.find(({ position }) => before === null || position > before.at)
  if (first === undefined) return { kind: 'unchanged' }
  const begin = before === null ? beginOf(projection, first) : before
  if ('kind' in begin) return begin
  let { document, at }: { document: P['document']; at: Position } = begin
  for (const event of events) {
    if (event.position <= at) continue
    try {
      document = projection.evolve(document, event)
    } catch (thrown) {
      return defect(projection, event, `evolve threw: ${messageOf(thrown)}`)
    }
    if (isPromise(document)) return defect(projection, event, 'evolve returned a promise. It must return at once')
    const written = writeJson(document)
    if ('flaw' in written) {
      const { path, says } = written.flaw
      return defect(projection, event, `evolve returned no JSON: ${['the document', ...path].join('.')} ${says}`)
    }
    at = event.position
  }
  return { kind: 'changed', at, document }
}

/** Returns a copy of `initial`, so that an `evolve` that changes its document leaves the next document alone. */
const beginOf = <P extends DocumentParts>(
  projection: DocumentProjection<P>,
  event: RecordedEventOf<P['events']>,
): FoldedDocument<P['document']> | FoldDefect => {
  const written = writeJson(projection.initial)
  if ('text' in written) return { at: 0, document: JSON.parse(written.text) }
  const { path, says } = written.flaw
  return defect(projection, event, `initial is no JSON: ${['initial', ...path].join('.')} ${says}`)
}

const defect = (
  { name }: { readonly name: string },
  { type, stream, revision, position }: RecordedPlace,
  says: string,
): FoldDefect => ({
  kind: 'defect',
  position,
  says: `The projection ${name} failed at the event ${type}, revision ${revision} of ${stream}: ${says}.`,
})

type RecordedPlace = Pick<RecordedEventOf<DocumentParts['events']>, 'type' | 'stream' | 'revision' | 'position'>

const kindOf = (value: unknown): string => {
  if (isPromise(value)) return 'a promise'
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`
}

/** Whether user code returned a promise. Its rejection, if it comes, is not reported as unhandled. */
const isPromise = (value: unknown): boolean => answerOf(() => value).kind === 'later'

const shown = (key: string): string => (key.length > 60 ? `${JSON.stringify(key.slice(0, 60))}…` : JSON.stringify(key))
