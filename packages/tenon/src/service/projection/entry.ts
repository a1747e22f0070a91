import type { Failed } from '../../domain/capability/failure.ts'
import type { EventStore, EventStoreCapability } from '../../domain/event/store.ts'
import type { KeyValueCapability } from '../../domain/key-value/store.ts'
import type { DocumentParts, DocumentProjection } from '../../domain/projection/projection.ts'
import type { ReadModel } from '../../domain/projection/read-model.ts'
import type { Binding, Shortfall } from '../binding/binding.ts'
import type { IfAbsent } from '../binding/executor.ts'
import { documents } from './documents.ts'
import type { ProjectSettings } from './run.ts'

/** A projection as a program states it: where its events are, where it is kept, and how it is run. */
export type ProjectionEntry = {
  readonly events: Binding<EventStoreCapability>
  readonly settings: ProjectSettings
} & (KeptInModel | KeptAsDocuments)

/** The projection is kept in a read model, such as tables. */
interface KeptInModel {
  readonly model: ReadModel
}

/** The projection is kept as documents in a key-value store. */
interface KeptAsDocuments {
  readonly documents: DocumentProjection<DocumentParts>
  readonly entries: Binding<KeyValueCapability>
}

/** All that an entry needs is open. */
export interface EntryOpened {
  readonly kind: 'opened'
  readonly events: EventStore
  readonly model: ReadModel
}

/** All that an entry needs is closed. */
export interface EntryClosed {
  readonly kind: 'closed'
}

/** A part of what an entry needs could not be opened or closed. */
export interface EntryFailed {
  readonly kind: 'failed'
  /** The store of its events, the store of its documents, or its read model. */
  readonly part: 'events' | 'entries' | 'model'
  readonly why: Failed | Shortfall
}

/** What `openEntry` does where something does not exist: it makes it, or fails with `not_found`. */
export interface EntryIfAbsent {
  /** The store of the events. A program that only reads them states `fail`: an empty store would look healthy to it. */
  readonly events: IfAbsent
  /** What the projection is kept in: the store of its documents, or its read model. */
  readonly kept: IfAbsent
}

/**
 * Opens what an entry needs: its events, the store of its documents if it has one, and its read model. If one of them
 * fails, the others may be open. A store of documents that does not grant `reads: 'latest'` falls short, and is not
 * opened. It can be called again. `closeEntry` closes all of them, whatever this returned.
 */
export const openEntry = async (
  entry: ProjectionEntry,
  ifAbsent: EntryIfAbsent,
): Promise<EntryOpened | EntryFailed> => {
  const events = await opening(entry.events, ifAbsent.events)
  if (events.kind !== 'opened') return { kind: 'failed', part: 'events', why: events }
  const kept = await keptIn(entry, ifAbsent.kept)
  if (kept.kind === 'failed') return kept
  const { model } = kept
  const opened = await opening(model, ifAbsent.kept)
  if (opened.kind !== 'opened') return { kind: 'failed', part: 'model', why: opened }
  return { kind: 'opened', events: events.store, model }
}

/** What a binding and a read model have in common. */
interface Openable<Answer> {
  open(): Promise<Answer>
  openExisting(): Promise<Answer>
}

const opening = <Answer>(what: Openable<Answer>, ifAbsent: IfAbsent): Promise<Answer> =>
  ifAbsent === 'make' ? what.open() : what.openExisting()

/** Returns the read model of an entry. A store of documents is opened for it. */
const keptIn = async (
  entry: ProjectionEntry,
  ifAbsent: IfAbsent,
): Promise<{ readonly kind: 'kept'; readonly model: ReadModel } | EntryFailed> => {
  if ('model' in entry) return { kind: 'kept', model: entry.model }
  const { reads } = entry.entries.grants
  if (reads !== 'latest') return { kind: 'failed', part: 'entries', why: shortOfLatest(String(reads)) }
  const opened = await opening(entry.entries, ifAbsent)
  if (opened.kind !== 'opened') return { kind: 'failed', part: 'entries', why: opened }
  return { kind: 'kept', model: documents(entry.documents, opened.store) }
}

/** With older reads, a drop that is interrupted could remove documents of another build. */
const shortOfLatest = (granted: string): Shortfall => ({
  kind: 'shortfall',
  gaps: [{ guarantee: 'reads', required: 'latest', granted }],
})

/**
 * Closes what an entry needs, the last opened first, whether it is open or not. After a failure it closes the rest, and
 * returns the first failure. A binding is closed for good, also for other entries that have it.
 */
export const closeEntry = async (entry: ProjectionEntry): Promise<EntryClosed | EntryFailed> => {
  const [part, kept] = 'model' in entry ? (['model', entry.model] as const) : (['entries', entry.entries] as const)
  const why = await kept.close()
  const events = await entry.events.close()
  if (why.kind === 'failed') return { kind: 'failed', part, why }
  return events.kind === 'failed' ? { kind: 'failed', part: 'events', why: events } : { kind: 'closed' }
}
