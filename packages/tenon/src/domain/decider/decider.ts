import type { EventOf, EventTypes, NewEventOf } from '../event/types.ts'

/** The types that a decider is made of. State them in one interface that extends this one. */
export interface DeciderParts {
  /** `typeof` the declared types of events. */
  readonly events: EventTypes
  /** What the decisions so far add up to. */
  readonly state: unknown
  /** What can be asked of it. */
  readonly command: unknown
  /** Why a command can be rejected. */
  readonly rejection: unknown
}

/** What a decider decides: events to append, none of them if there is nothing to do, or the reason of a rejection. */
export type Decision<P extends DeciderParts> =
  | { readonly events: readonly NewEventOf<P['events']>[] }
  | { readonly rejected: P['rejection'] }

/**
 * Decides what happens to one stream. All of it is pure: `decide` and `evolve` read no clock, call nothing outside, and
 * change neither the state nor the event.
 */
export interface Decider<P extends DeciderParts> {
  /** A name of 1 to 255 code points. It goes into the ids of events, so it never changes. */
  readonly name: string
  /** The version of the state, a whole number from 1. Raise it when `evolve` or the form of the state changes. */
  readonly version: number
  readonly events: P['events']
  /** The state of a stream without events. */
  readonly initialState: P['state']
  readonly decide: (command: P['command'], state: P['state']) => Decision<P>
  readonly evolve: (state: P['state'], event: EventOf<P['events']>) => P['state']
}

/**
 * Declares a decider: `decider<Order>({ … })`, where `interface Order extends DeciderParts` states its types. The result
 * is frozen. Throws a `TypeError` if the name is not a name, or the version not a whole number from 1.
 */
export const decider = <P extends DeciderParts>(parts: Decider<P>): Decider<P> => Object.freeze({ ...parts })
