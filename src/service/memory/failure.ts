import { type Failed, failed } from '../../domain/capability/failure.ts'
import type { EventStoreFailure } from '../../domain/event/store.ts'

/** The failures that memory can give: there is no technology that could err. */
export const failures = Object.freeze(['cancelled', 'closed'] as const satisfies EventStoreFailure[])

/** The failure of a call while the binding is not open. */
export const notOpen = <Name extends string>(operation: Name): Failed<'closed', Name> =>
  failed('closed', 'none', operation, `${operation}: this store in memory is not open.`)

/** The failure of a call that was called off before it was looked at. */
export const calledOff = <Name extends string>(operation: Name): Failed<'cancelled', Name> =>
  failed('cancelled', 'none', operation, `${operation}: called off before it began.`)
