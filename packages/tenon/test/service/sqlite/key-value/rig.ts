import { join } from 'node:path'
import { bind, type Policy } from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'
import { SqliteKeyValueExecutor } from 'tenon/sqlite'
import { sourcesOf } from '../../../certify/places.ts'
import { leastEntries } from '../../memory/key-value/need.ts'
import { FILE, faultsOfFiles, faultsOfSyncs } from '../faults.ts'
import { entriesConfig } from './stores.ts'

const link = new LossyLink()

export const url = import.meta.url
export { keyValueSpecification as specification } from 'tenon/conformance'
export const name = 'sqlite_key_value'
/** The store stops waiting for another process before a call of the kit times out. */
export const binding = (place: Place, policy: Policy) => {
  const config = entriesConfig(join(place.folder, FILE), { synchronous: 'full', busyTimeoutMs: 300 })
  return bind(leastEntries, link.around(place, new SqliteKeyValueExecutor({ config })), policy)
}
export const faults = [
  ...faultsOfFiles('UPDATE entries_state SET head = head', 4_000),
  ...faultsOfSyncs,
  ...link.faults,
]
export const exemptions = []
export const sources = sourcesOf('sqlite')
export const versions = { sqlite: process.versions.sqlite ?? '' }
