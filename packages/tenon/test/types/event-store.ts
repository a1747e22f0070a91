import type {
  EventIntent,
  EventItems,
  EventOutcome,
  EventStore,
  EventStoreCapability,
  EventStoreFailed,
  EventSubscription,
  FailedOf,
  Intent,
  Outcome,
  Store,
} from 'tenon'

/**
 * Whether two types are identical, including `readonly` and optional marks. Mutual assignability does not compare
 * those.
 */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type Derived = Store<EventStoreCapability>

/** The interface written by hand and the type derived from the declaration are assignable to each other. */
export const toDerived = (store: EventStore): Derived => store
export const fromDerived = (store: Derived): EventStore => store

/** They are identical, method by method. */
export const same: {
  readonly [Method in keyof EventStore | keyof Derived]: Same<EventStore[Method], Derived[Method]>
} = {
  append: true,
  read: true,
  read_all: true,
  streams: true,
  subscribe: true,
}
export const sameStore: Same<Pick<EventStore, keyof EventStore>, Derived> = true
export const sameFailure: Same<
  Pick<EventStoreFailed, keyof EventStoreFailed>,
  Pick<FailedOf<EventStoreCapability>, keyof FailedOf<EventStoreCapability>>
> = true

type Name = 'append' | 'read' | 'read_all' | 'streams'

/** So are the types that an executor is given and returns. */
export const sameIntent: Same<EventIntent, Intent<EventStoreCapability, Name>> = true
export const sameOutcome: Same<EventOutcome, Outcome<EventStoreCapability, Name>> = true
export const sameSubscription: Same<EventSubscription, Intent<EventStoreCapability, 'subscribe'>> = true
export const sameItems: Same<
  EventItems,
  AsyncIterator<Outcome<EventStoreCapability, 'subscribe'>, undefined, undefined>
> = true

type Appending = EventStore['append']
type Without<Kind> = (
  ...call: Parameters<Appending>
) => Promise<Exclude<Outcome<EventStoreCapability, 'append'>, { readonly kind: Kind }>>

// @ts-expect-error a method that leaves out a result is not identical
export const forgetful: Same<Without<'conflict'>, Derived['append']> = true

// @ts-expect-error a method that takes no options is not identical
export const optionless: Same<(append: Parameters<Appending>[0]) => ReturnType<Appending>, Derived['append']> = true

// @ts-expect-error a store that can be changed is not identical
export const mutable: Same<{ -readonly [Method in keyof EventStore]: EventStore[Method] }, Derived> = true
