import type { EventStore, EventStoreCapability, EventStoreFailed, FailedOf, Outcome, Store } from 'tenon'

/** Whether two types are the same, `readonly` and optional marks included. Mutual assignability alone would overlook those. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type Derived = Store<EventStoreCapability>

/** The interface that is written out by hand and the one that the declaration gives can stand for each other. */
export const toDerived = (store: EventStore): Derived => store
export const fromDerived = (store: Derived): EventStore => store

/** They are even the same, method by method. */
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

type Appending = EventStore['append']
type Without<Kind> = (
  ...call: Parameters<Appending>
) => Promise<Exclude<Outcome<EventStoreCapability, 'append'>, { readonly kind: Kind }>>

// @ts-expect-error a method that leaves out a result is not the same
export const forgetful: Same<Without<'conflict'>, Derived['append']> = true

// @ts-expect-error a method that takes no options is not the same
export const deaf: Same<(append: Parameters<Appending>[0]) => ReturnType<Appending>, Derived['append']> = true

// @ts-expect-error a store that can be changed is not the same
export const loose: Same<{ -readonly [Method in keyof EventStore]: EventStore[Method] }, Derived> = true
