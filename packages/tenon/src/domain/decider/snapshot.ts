import type { StandardSchemaV1 } from '@standard-schema/spec'
import { z } from 'zod'
import { failed } from '../capability/failure.ts'
import type { CallOptions } from '../capability/outcome.ts'
import { check } from '../capability/schema.ts'
import { answerOf } from '../data/answer-of.ts'
import { type Json, writeJson } from '../data/json.ts'
import { AnyJson } from '../data/json-schema.ts'
import { NAME, Uuid } from '../data/names.ts'
import type { EventStore } from '../event/store.ts'
import { Revision } from '../event/stream.ts'
import { heldAgainst } from '../event/versions/held-against.ts'
import type { Put } from '../key-value/intent.ts'
import type { KeyValue } from '../key-value/store.ts'
import type { Decider, DeciderParts } from './decider.ts'
import { differences } from './differences.ts'
import { Fold, type Known } from './fold.ts'
import { handledFrom } from './handle.ts'
import type { Handled, Handling } from './handled.ts'
import { checkedHandling } from './handling.ts'
import { hashOf, idOf, idsOf } from './ids.ts'

/** Where the snapshots of a decider are kept, and how. */
export interface Snapshots<P extends DeciderParts> {
  readonly entries: Pick<KeyValue, 'get' | 'put'>
  /** The schema of the state. The state must be JSON, and the schema must return it as it is. */
  readonly state: StandardSchemaV1<unknown, P['state']>
  /** A snapshot is written when at least this many events were folded. A whole number from 1. */
  readonly every: number
  /** How many of the last events of a stream are recognised as those of a repeated command. A whole number from 0. */
  readonly recognise: number
}

/**
 * Handles a command as `handle` does, but reads the stream from its last snapshot on. A snapshot is a cache: one that is
 * absent, cannot be read, does not fit the schema or is not of this history is passed over, and the stream is read from
 * its start. A failure to read or write one is no failure of the command. The version of the decider is part of the key,
 * so raise it when `evolve` or the form of the state changes.
 *
 * A command is recognised as a repeat if its first event is behind the snapshot or among the `recognise` events before.
 * An older repeat is decided again:
 *
 * - If it decides events, a store whose dedupe is `forever` refuses their ids; then the whole stream is read, and the
 *   result is `repeated`. A store whose dedupe is `window` does so for as long as it recognises ids. A store whose dedupe
 *   is `expected` stores the events a second time.
 * - If it decides nothing or a rejection, that is the result, on any store.
 */
export const handleFromSnapshot: HandleFromSnapshot = async (store, snapshots, decider, handling, options) => {
  const checked = checkedHandling(handling)
  if (checked.kind === 'failed') return checked
  const { every, recognise } = snapshots
  if (!isWhole(every, 1) || !isWhole(recognise, 0))
    return failed(
      'invalid',
      'none',
      'append',
      'handleFromSnapshot: every must be a whole number from 1, and recognise a whole number from 0.',
    )
  const key = keyOf(decider, checked.stream)
  const entry = await snapshots.entries.get({ key }, options)
  const known = knownIn(entry, snapshots)
  const first = idsOf(checked.commandId, decider.name, checked.stream)(0)
  const fold = new Fold(decider, checked, known && from(known, first), Math.max(recognise, 1))
  const outcome = await handledFrom(store, fold, checked, options)
  const put = fold.folded >= every && fold.isWhole ? putOf(fold, snapshots, key, entry) : undefined
  if (put !== undefined) await snapshots.entries.put(put, options)
  return outcome
}

/** The type of `handleFromSnapshot`. Without options, the policies of the two stores alone apply. */
type HandleFromSnapshot = <P extends DeciderParts>(
  store: EventStore,
  snapshots: Snapshots<P>,
  decider: Decider<P>,
  handling: Handling<P>,
  options?: CallOptions,
) => Promise<Handled<P>>

const isWhole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least

/** Returns the key of a stream's snapshots. A decider's name is escaped, so that no two of them share a key. */
const keyOf = ({ name, version }: { readonly name: string; readonly version: number }, stream: string): string => {
  const key = `snapshot/${encodeURIComponent(name)}@${version}/${stream}`
  return NAME.test(key) ? key : `snapshot/${hashOf(key)}`
}

/** A snapshot as it is kept. */
const Kept = z.strictObject({ revision: Revision, recent: z.array(Uuid).min(1), state: AnyJson })

/** What an entry gave. */
type Got = Awaited<ReturnType<KeyValue['get']>>

/** Returns the snapshot in an entry, if there is one that fits. */
const knownIn = <P extends DeciderParts>(entry: Got, { state }: Snapshots<P>): Known<P> | undefined => {
  if (entry.kind !== 'value') return undefined
  const kept = check(Kept, entry.value)
  if (!kept.fits || kept.value.recent.length > kept.value.revision + 1) return undefined
  const held = heldAgainst(state, kept.value.state)
  return held.kind === 'fits' ? { ...kept.value, state: held.value } : undefined
}

/** Returns where to begin to read: at the command's first event, if that is among the last ones of a known state. */
const from = <P extends DeciderParts>(known: Known<P>, first: string): Known<P> => {
  const { revision, recent } = known
  const place = recent.indexOf(first)
  return place === -1 ? known : { ...known, revision: revision - (recent.length - 1 - place), recent: [first] }
}

/**
 * Returns the put of a new snapshot, unless its state would be another one when it is read. It replaces the entry that
 * was read, and none that another call has written since.
 */
const putOf = <P extends DeciderParts>(
  { state, head: revision, recent }: Fold<P>,
  { state: schema }: Snapshots<P>,
  key: string,
  entry: Got,
): Put | undefined => {
  const json = writeJson({ revision, recent, state })
  if ('flaw' in json) return undefined
  const value: { readonly state: Json } = JSON.parse(json.text)
  const held = heldAgainst(schema, value.state)
  if (held.kind === 'unfit') return undefined
  const differing = answerOf(() => differences(held.value, value.state, []))
  if (differing.kind !== 'gave' || differing.value.length > 0) return undefined
  const expected = entry.kind === 'value' ? entry.revision : entry.kind === 'absent' ? 'absent' : 'any'
  return { id: idOf(`${key}\0${expected}\0${json.text}`), key, value, expected, lifetimeSeconds: null }
}
