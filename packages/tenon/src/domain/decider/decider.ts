import { check } from '../capability/schema.ts'
import { isPlain } from '../data/json.ts'
import { Name } from '../data/names.ts'
import { type EventOf, type EventTypes, isEventTypes, type NewEventOf } from '../event/types.ts'
import { isVersion } from '../event/versions/declaration.ts'

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
  | { readonly rejected: P['rejection'] }
  // TypeScript explains a mistake by the last member, and most mistakes are in events.
  | { readonly events: readonly NewEventOf<P['events']>[] }

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
  /** Returns what happens because of a command. */
  readonly decide: (command: P['command'], state: P['state']) => Decision<P>
  /** Returns the state after an event. It returns `undefined` only if that is the initial state. */
  readonly evolve: (state: P['state'], event: EventOf<P['events']>) => P['state']
}

/**
 * Declares a decider: `decider<Order>({ … })`, where `interface Order extends DeciderParts` states its types. The result
 * is frozen, and so are the plain objects and lists of the initial state, because all streams begin with it. Throws a
 * `TypeError` that lists all mistakes if the parts are not what they must be.
 */
export const decider = <P extends DeciderParts>(parts: Decider<P>): Decider<P> => {
  const mistakes = mistakesIn(parts)
  if (mistakes.length > 0) throw new TypeError(`The decider cannot be declared: ${mistakes.join('; ')}.`)
  const { name, version, events, initialState, decide, evolve } = parts
  return Object.freeze({ name, version, events, initialState: frozen(initialState, new Set()), decide, evolve })
}

const mistakesIn = (parts: { readonly [part in keyof Decider<DeciderParts>]: unknown }): readonly string[] => {
  const { name, version, events, decide, evolve } = parts
  const named = check(Name, name)
  return [
    ...(named.fits ? [] : [`its name ${named.says}`]),
    ...(isVersion(version) ? [] : ['its version must be a whole number from 1']),
    ...(isEventTypes(events) ? [] : ['its events must be declared by eventTypes']),
    ...(Object.hasOwn(parts, 'initialState') ? [] : ['its initialState is missing']),
    ...(typeof decide === 'function' ? [] : ['its decide must be a function']),
    ...(typeof evolve === 'function' ? [] : ['its evolve must be a function']),
  ]
}

/** Freezes the plain objects and lists of a state, as deep as they go. `seen` are those that it has met before. */
const frozen = <State>(state: State, seen: Set<object>): State => {
  if (typeof state !== 'object' || state === null || seen.has(state)) return state
  if (!Array.isArray(state) && !isPlain(state)) return state
  seen.add(state)
  for (const part of Object.values(Object.freeze(state))) frozen(part, seen)
  return state
}
