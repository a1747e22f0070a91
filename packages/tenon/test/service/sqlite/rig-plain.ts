import { sqliteRig } from './rigs.ts'

export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'sqlite_plain'
export const { binding, faults, exemptions, sources, versions } = sqliteRig(
  { synchronous: 'normal', dedupe: 'expected' },
  [],
)
