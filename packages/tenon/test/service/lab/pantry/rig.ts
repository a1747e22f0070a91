import { need } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'
import { FilePantryExecutor } from './executor.ts'
import { faultsOfFiles } from './faults.ts'
import { Pantry } from './pantry.ts'

const least = {
  together: 'jar',
  remembers: 'nothing',
  durability: 'none',
  reach: 'process',
  most_jars: 0,
  most_jar_bytes: 0,
  most_degrees: 0,
  most_shelves: 0,
  remembers_ms: 0,
} as const

const link = new LossyLink()

export const url = import.meta.url
export { specification } from './specification.ts'
export const name = 'pantry'
export const binding = (place: Place, policy: Policy) =>
  bind(need(Pantry, least), link.around(place, new FilePantryExecutor(place.folder)), policy)
export const faults = [...link.faults, ...faultsOfFiles]
export const exemptions = []
export const sources = [new URL('.', import.meta.url).href]
export const versions = {}
