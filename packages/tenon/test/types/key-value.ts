import type {
  FailedOf,
  Intent,
  KeyValue,
  KeyValueCapability,
  KeyValueFailed,
  KeyValueIntent,
  KeyValueOutcome,
  KeyWatch,
  Outcome,
  Store,
  WatchItems,
} from 'tenon'

/**
 * Whether two types are identical, including `readonly` and optional marks. Mutual assignability does not compare
 * those.
 */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type Derived = Store<KeyValueCapability>

/** The interface written by hand and the type derived from the declaration are assignable to each other. */
export const toDerived = (store: KeyValue): Derived => store
export const fromDerived = (store: Derived): KeyValue => store

/** They are identical, method by method. */
export const same: {
  readonly [Method in keyof KeyValue | keyof Derived]: Same<KeyValue[Method], Derived[Method]>
} = {
  get: true,
  put: true,
  remove: true,
  keys: true,
  watch: true,
}
export const sameStore: Same<Pick<KeyValue, keyof KeyValue>, Derived> = true
export const sameFailure: Same<
  Pick<KeyValueFailed, keyof KeyValueFailed>,
  Pick<FailedOf<KeyValueCapability>, keyof FailedOf<KeyValueCapability>>
> = true

type Name = 'get' | 'put' | 'remove' | 'keys'

/** So are the types that an executor is given and returns. */
export const sameIntent: Same<KeyValueIntent, Intent<KeyValueCapability, Name>> = true
export const sameOutcome: Same<KeyValueOutcome, Outcome<KeyValueCapability, Name>> = true
export const sameWatch: Same<KeyWatch, Intent<KeyValueCapability, 'watch'>> = true
export const sameItems: Same<
  WatchItems,
  AsyncIterator<Outcome<KeyValueCapability, 'watch'>, undefined, undefined>
> = true

/** Every result of a put must be handled. */
export const revisionOfPut = (outcome: Awaited<ReturnType<KeyValue['put']>>): number | string => {
  switch (outcome.kind) {
    case 'put':
      return outcome.revision
    case 'conflict':
      return outcome.actual
    case 'failed':
      return outcome.failure
    default:
      return outcome satisfies never
  }
}

export const put = (store: KeyValue) =>
  // @ts-expect-error what a put expects of its key must always be stated
  store.put({ id: '0d6bb6a4-4e5f-4b4e-a5a4-2ba8f0a3d0a1', key: 'a', value: 1, lifetimeSeconds: null })

export const remove = (store: KeyValue) =>
  // @ts-expect-error an absent key cannot be expected of a removal
  store.remove({ id: '0d6bb6a4-4e5f-4b4e-a5a4-2ba8f0a3d0a1', key: 'a', expected: 'absent' })
