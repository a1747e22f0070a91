import { bind, type Policy } from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'
import { MemoryEventExecutor } from 'tenon/memory'
import { sourcesOf } from '../../certify/places.ts'
import { leastNeed } from '../semantics/stores.ts'

const link = new LossyLink()

export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'memory'
export const binding = (place: Place, policy: Policy) =>
  bind(leastNeed, link.around(place, new MemoryEventExecutor()), policy)
export const { faults } = link
export const exemptions = []
export const sources = sourcesOf('memory')
export const versions = {}
