import { join } from 'node:path'
import { bind, type Policy } from 'tenon/bind'
import { SqliteEventExecutor } from 'tenon/sqlite'
import type { Fault, Place } from 'tenon/conformance'
import { leastNeed, sqliteConfig } from '../semantics/stores.ts'

export const url = import.meta.url
export const name = 'sqlite'
export const binding = ({ folder }: Place, policy: Policy) =>
  bind(
    leastNeed,
    new SqliteEventExecutor({
      config: sqliteConfig(join(folder, 'events.db'), { synchronous: 'full', busyTimeoutMs: 300 }),
    }),
    policy,
  )
export const faults: readonly Fault[] = []
export const exemptions = []
export const sources = [new URL('../../../src/service/sqlite/', import.meta.url).href]
export const versions = { sqlite: process.versions.sqlite ?? '' }
