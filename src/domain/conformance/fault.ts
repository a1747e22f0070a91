import type { Effect } from '../capability/failure.ts'
import type { EventStoreFailure } from '../event/store.ts'

/** Where a binding keeps its events for one case. It is data, so that other processes can be told of it. */
export interface Place {
  /** The absolute path of a folder of its own, empty at first. */
  readonly folder: string
  /** A name that no other place has, of lower-case letters and digits. */
  readonly name: string
}

/** Something that can go wrong with a technology, and be put right again. */
export interface Fault {
  /** In `snake_case`; it stands in the ids of cases. */
  readonly name: string
  readonly says: string
  /** Whether it keeps a store from opening, or disturbs the calls of an open one. */
  readonly strikes: 'open' | 'calls'
  /** The failures that calls under it are told as: the first is the usual one, and no other may come. */
  readonly gives: readonly [EventStoreFailure, ...EventStoreFailure[]]
  /** What an append that fails under it may have done. */
  readonly effects: readonly Effect[]
  /** Whether the store works again as soon as the fault is healed, or only after it was opened again. */
  readonly recovery: 'by_itself' | 'opened_again'
  /** Makes it ready on a place whose store is closed. */
  prepare(place: Place): Promise<Prepared | Unavailable>
}

/** A fault that is ready. It strikes once, and is healed and ended in this order. */
export interface Prepared {
  readonly kind: 'prepared'
  /** Resolves when the fault is there. */
  strike(): Promise<void>
  /** Resolves when all is as it was before. */
  heal(): Promise<void>
  /** Frees what it needed. It is called whatever came before. */
  end(): Promise<void>
}

/** A fault that cannot be had on this machine. */
export interface Unavailable {
  readonly kind: 'unavailable'
  readonly says: string
}
