import { join } from 'node:path'
import { bind, type Policy } from 'tenon/bind'
import type { Place } from 'tenon/conformance'
import { SqliteEventExecutor } from 'tenon/sqlite'
import { leastNeed, sqliteConfig } from '../../semantics/stores.ts'

/** A rig whose store never opens: there is no file, and its config does not permit making one. */
export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'shut'
export const binding = ({ folder }: Place, policy: Policy) =>
  bind(
    leastNeed,
    new SqliteEventExecutor({ config: sqliteConfig(join(folder, 'absent.db'), { create: false }) }),
    policy,
  )
export const faults = []
export const exemptions = []
export const sources = [import.meta.url]
export const versions = {}
