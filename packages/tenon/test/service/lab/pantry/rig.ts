import { need } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'
import { FilePantryExecutor } from './executor.ts'
import { faultsOfFiles } from './faults.ts'
import { lies, Unsigned } from './lies.ts'
import { grants, least, Pantry, weakGrants } from './pantry.ts'
import { specification as honest } from './specification.ts'

/** The lie of this rig is part of its address, so that the kit does not know it and other processes tell the same. */
const { searchParams } = new URL(import.meta.url)
const lie = lies[searchParams.get('lie') ?? 'honest']
const capability = searchParams.get('lie') === 'states' ? Unsigned : Pantry

const link = new LossyLink()

export const url = import.meta.url
export const specification = { ...honest, capability }
export const name = 'pantry'
export const binding = (place: Place, policy: Policy) => {
  const { folder } = place
  const executor = link.around(place, new FilePantryExecutor(folder, searchParams.has('weak') ? weakGrants : grants))
  if (lie === undefined) throw new TypeError(`There is no lie ${searchParams.get('lie')}.`)
  return bind(need(capability, least), lie(executor, folder), policy)
}
export const faults = [...link.faults, ...faultsOfFiles]
export const exemptions = []
export const sources = [new URL('.', import.meta.url).href]
export const versions = {}
