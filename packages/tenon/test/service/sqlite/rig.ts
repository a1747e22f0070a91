import { faultsOfSyncs } from './faults.ts'
import { sqliteRig } from './rigs.ts'

export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'sqlite'
export const { binding, faults, exemptions, sources, versions } = sqliteRig(
  { synchronous: 'full', dedupe: 'forever' },
  faultsOfSyncs,
)
