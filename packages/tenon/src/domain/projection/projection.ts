import { deepFreeze } from '../capability/declaration.ts'
import { readable } from '../capability/readable.ts'
import type { Filter } from '../event/intent.ts'
import type { EventTypes, RecordedEventOf } from '../event/types.ts'
import { mistakesInDocumentProjection, mistakesInProjection } from './mistakes.ts'

/** What to do at an event that cannot be handled: stop before it, or pass it over and count it. */
export type AtEvent = 'stop' | 'pass'

/** What a read model is made from, as data: which events, and in which version. */
export interface Projection<E extends EventTypes = EventTypes> {
  /** A name of 1 to 100 code points. */
  readonly name: string
  /** A whole number from 1. Raise it when the read model is to be made anew, beside the one that is live. */
  readonly version: number
  readonly events: E
  readonly filter: Filter
  /** What to do at an event of a declared type that cannot be read. */
  readonly unreadable: AtEvent
  /** What to do at an event that passes the filter and whose type is not declared. */
  readonly unknownType: AtEvent
}

/** The types that a projection into documents is made of. State them in one interface that extends this one. */
export interface DocumentParts {
  /** `typeof` the declared types of events. */
  readonly events: EventTypes
  /** A document. It must be JSON. */
  readonly document: unknown
}

/**
 * A projection into documents, each under a key. Both functions are pure. They are methods, so that a projection of any
 * types can be passed where those types do not matter.
 */
export interface DocumentProjection<P extends DocumentParts> extends Projection<P['events']> {
  /** Returns the key of the document that an event belongs to, or `null` if it belongs to none. */
  key(event: RecordedEventOf<P['events']>): string | null
  /** The document before its first event. */
  readonly initial: P['document']
  /** Returns the document after one more event. */
  evolve(document: P['document'], event: RecordedEventOf<P['events']>): P['document']
}

/**
 * Declares a projection into tables of your own. The result is frozen. Throws a `TypeError` that lists every mistake,
 * such as a filter that no declared type passes.
 */
export const projection = <E extends EventTypes>(parts: Projection<E>): Projection<E> =>
  declaredAs('projection', parts, mistakesInProjection)

/** Declares a projection into documents: `documentProjection<Delays>({ … })`. As `projection`, with `key`, `initial` and `evolve`. */
export const documentProjection = <P extends DocumentParts>(parts: DocumentProjection<P>): DocumentProjection<P> =>
  declaredAs('documentProjection', parts, mistakesInDocumentProjection)

const declaredAs = <P extends Projection>(
  called: string,
  parts: P,
  mistakesIn: (parts: { readonly [field: string]: unknown }) => readonly string[],
): P => {
  const stated: unknown = parts
  if (typeof stated !== 'object' || stated === null)
    throw new TypeError(`${called}() takes one object with the fields of a projection.`)
  const mistakes = mistakesIn({ ...stated })
  if (mistakes.length > 0) throw new TypeError(`${nameOf(parts)} cannot be declared: ${mistakes.join('; ')}.`)
  const { streams, types } = parts.filter
  const filter: Filter = deepFreeze({
    streams: streams === 'all' ? streams : { prefix: streams.prefix },
    types: types === 'all' ? types : [...types],
  })
  return Object.freeze({ ...parts, filter })
}

const nameOf = ({ name }: Projection): string =>
  typeof name === 'string' && name !== '' ? `The projection ${readable(name, 100)}` : 'A projection'
