import { bind, type Policy, runtime } from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'
import { MemoryKeyValueExecutor } from 'tenon/memory'
import { sourcesOf } from '../../../certify/places.ts'
import { leastEntries } from './need.ts'

const link = new LossyLink()

export const url = import.meta.url
export { keyValueSpecification as specification } from 'tenon/conformance'
export const name = 'memory_key_value'
export const binding = (place: Place, policy: Policy) =>
  bind(leastEntries, link.around(place, new MemoryKeyValueExecutor({ clock: runtime })), policy)
export const { faults } = link
export const exemptions = []
export const sources = sourcesOf('memory')
export const versions = {}
