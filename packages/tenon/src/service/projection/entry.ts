import { type Failed, failed } from '../../domain/capability/failure.ts'
import type { EventStore, EventStoreCapability } from '../../domain/event/store.ts'
import type { KeyValueCapability } from '../../domain/key-value/store.ts'
import type { DocumentParts, DocumentProjection } from '../../domain/projection/projection.ts'
import type { ReadModel } from '../../domain/projection/read-model.ts'
import type { Binding, Shortfall } from '../binding/binding.ts'
import type { IfAbsent } from '../binding/executor.ts'
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
  /** Closes all of it, the last opened first. After a failure it closes the rest, and returns the first failure. */
  close(): Promise<{ readonly kind: 'closed' } | EntryFailed>
}

/** A part of what an entry needs could not be opened or closed. */
export interface EntryFailed {
  readonly kind: 'failed'
  /** The store of its events, the store of its documents, or its read model. */
  readonly part: 'events' | 'entries' | 'model'
  readonly why: Failed | Shortfall
}

/**
 * Opens what an entry needs: its events, the store of its documents if it has one, and its read model. If one of them
 * fails, those that were opened are closed again.
 *
 * The events must exist, because a projection only reads them. What the projection is kept in is made if it does not
 * exist. With `fail` it must exist too, and nothing is left behind. Entries that share a binding share its store, and
 * the first to be closed closes it for all.
 */
export const openEntry = async (entry: ProjectionEntry, ifAbsent: IfAbsent): Promise<EntryOpened | EntryFailed> => {
  const toClose: ToClose[] = []
  const notOpened = async (part: EntryFailed['part'], why: Failed | Shortfall): Promise<EntryFailed> => {
    await closeAll(toClose)
    return { kind: 'failed', part, why }
  }
  const events = await entry.events.openExisting()
  if (events.kind !== 'opened') return notOpened('events', events)
  toClose.push({ part: 'events', what: entry.events })
  if ('documents' in entry) return notOpened('entries', NO_DOCUMENTS)
  const { model } = entry
  const opened = await (ifAbsent === 'make' ? model.open() : model.openExisting())
  if (opened.kind !== 'opened') return notOpened('model', opened)
  toClose.push({ part: 'model', what: model })
  return { kind: 'opened', events: events.store, model, close: () => closeAll(toClose) }
}

const NO_DOCUMENTS = failed('unsupported', 'none', 'open', 'open: projections cannot be kept as documents yet.')

/** What was opened. */
interface ToClose {
  readonly part: EntryFailed['part']
  readonly what: { close(): Promise<{ readonly kind: 'closed' } | Failed> }
}

const closeAll = async (opened: readonly ToClose[]): Promise<{ readonly kind: 'closed' } | EntryFailed> => {
  let first: EntryFailed | undefined
  for (const { part, what } of opened.toReversed()) {
    const answer = await what.close()
    if (answer.kind === 'failed') first ??= { kind: 'failed', part, why: answer }
  }
  return first ?? { kind: 'closed' }
}
