// A projection of any types is an entry, without a cast.
import { type EventStoreCapability, type KeyValueCapability } from 'tenon'
import type { Binding } from 'tenon/bind'
import type { ProjectionEntry, ProjectSettings, ReadModel } from 'tenon/run'
import { totals } from './decider.ts'

declare const events: Binding<EventStoreCapability>
declare const entries: Binding<KeyValueCapability>
declare const settings: ProjectSettings
declare const model: ReadModel<typeof totals.events>

export const projections: { readonly [name: string]: ProjectionEntry } = {
  totals: { events, settings, documents: totals, entries },
  orders: { events, settings, model },
}
// @ts-expect-error -- kept nowhere
export const nowhere: ProjectionEntry = { events, settings }
