import type { Capability } from '../capability.ts'
import { contradictionsIn, declare } from '../declaration.ts'

/**
 * Declares a capability of the library. Unlike the `capability` that users call, it leaves out the checks of schemas and
 * paths, because a test makes them: for each capability they take a millisecond or more, whenever `tenon` is loaded.
 */
export const capability = <const C extends Capability>(declared: C): C => declare(declared, contradictionsIn(declared))
