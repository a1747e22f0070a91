import { type Failed, failed } from '../../domain/capability/failure.ts'
import type { EventStoreFailure } from '../../domain/event/store.ts'

/** The failures that memory can give. There is no technology whose errors could be mapped. */
export const failures = Object.freeze(['cancelled', 'closed'] as const satisfies EventStoreFailure[])

/** Returns the failure of a call while the binding is not open. */
export const notOpen = <Name extends string>(operation: Name): Failed<'closed', Name> =>
  failed('closed', 'none', operation, `${operation}: this store in memory is not open.`)

/** Returns the failure of a call that was cancelled before it began. */
export const calledOff = <Name extends string>(operation: Name): Failed<'cancelled', Name> =>
  failed('cancelled', 'none', operation, `${operation}: cancelled before it began.`)
