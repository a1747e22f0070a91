import { bind, type Policy, runtime } from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'
import { MemoryKeyValueExecutor } from 'tenon/memory'
import { leastEntries } from '../../service/memory/key-value/need.ts'
import { honest } from './honest.ts'
import { lies } from './lies.ts'

/** The lie of this rig is part of its address, so that the kit does not know it. */
const { searchParams } = new URL(import.meta.url)
const lie = lies[searchParams.get('lie') ?? ''] ?? honest

const link = new LossyLink()

export const url = import.meta.url
export { keyValueSpecification as specification } from 'tenon/conformance'
export const name = 'memory'
export const binding = (place: Place, policy: Policy) =>
  bind(leastEntries, lie(link.around(place, new MemoryKeyValueExecutor({ clock: runtime }))), policy)
export const { faults } = link
export const exemptions = []
export const sources = [new URL('.', import.meta.url).href]
export const versions = {}
