import { join } from 'node:path'
import { bind, type Policy } from 'tenon/bind'
import { type Fault, LossyLink, type Place } from 'tenon/conformance'
import { SqliteEventExecutor, type SqliteStoreConfig } from 'tenon/sqlite'
import { sourcesOf } from '../../certify/places.ts'
import { leastNeed, sqliteConfig } from '../semantics/stores.ts'
import { FILE, faultsOfFiles } from './faults.ts'

/**
 * What the SQLite rigs share, however the file is configured. The store stops waiting for another process before a call
 * of the kit times out.
 */
export const sqliteRig = (config: Pick<SqliteStoreConfig, 'synchronous' | 'dedupe'>, faults: readonly Fault[]) => {
  const link = new LossyLink()
  return {
    binding: (place: Place, policy: Policy) => {
      const stated = sqliteConfig(join(place.folder, FILE), { ...config, busyTimeoutMs: 300 })
      return bind(leastNeed, link.around(place, new SqliteEventExecutor({ config: stated })), policy)
    },
    faults: [...faultsOfFiles('UPDATE store SET dedupe = dedupe', 20_000), ...faults, ...link.faults],
    exemptions: [],
    sources: sourcesOf('sqlite'),
    versions: { sqlite: process.versions.sqlite ?? '' },
  }
}
