import type { Place } from 'tenon/conformance'
import type { Policy } from 'tenon/bind'
import * as memory from '../../memory/rig.ts'

/** A rig that prints messages to the standard output when it is loaded and later. */
const noise = (): void => void process.stdout.write('{"kind":"said","value":"noise"}\n'.repeat(3))

noise()

export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'noisy'
export const binding = (place: Place, policy: Policy) => {
  noise()
  return memory.binding(place, policy)
}
export const { faults, exemptions, sources, versions } = memory
