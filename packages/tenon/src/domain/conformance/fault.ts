import type { Effect } from '../capability/failure.ts'

/** Where a binding keeps its data during one case. It is plain data, so that it can be sent to other processes. */
export interface Place {
  /** The absolute path of a folder that is empty at first and that no other place uses. */
  readonly folder: string
  /** A name that no other place has, of lower-case letters and digits. */
  readonly name: string
}

/** Something that can go wrong with a technology, and that can be put right again. */
export interface Fault {
  /** In `snake_case`. It is part of the ids of cases. */
  readonly name: string
  readonly says: string
  /** Whether the fault keeps a store from opening, or disturbs the calls of an open store. */
  readonly strikes: 'open' | 'calls'
  /**
   * The failures that calls under the fault may fail with, in the words of the capability. The first is the usual one.
   */
  readonly gives: readonly [string, ...string[]]
  /** What a write that fails under the fault may have done. */
  readonly effects: readonly Effect[]
  /** Whether the store works again as soon as the fault is healed, or only after it is opened again. */
  readonly recovery: 'by_itself' | 'opened_again'
  /** Prepares the fault on a place while the store there is closed. */
  prepare(place: Place): Promise<Prepared | Unavailable>
}

/** A fault that is ready. It strikes once, is then healed, and is ended last. */
export interface Prepared {
  readonly kind: 'prepared'
  /** Resolves when the fault is in effect. */
  strike(): Promise<void>
  /** Resolves when everything is as it was before the fault. */
  heal(): Promise<void>
  /** Frees what the fault needed. It is called whatever happened before. */
  end(): Promise<void>
}

/** Says that this machine cannot bring the fault about. */
export interface Unavailable {
  readonly kind: 'unavailable'
  /** The reason. */
  readonly says: string
}
