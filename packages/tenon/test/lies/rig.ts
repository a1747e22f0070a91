import { join } from 'node:path'
import { bind, type Policy } from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'
import { MemoryEventExecutor } from 'tenon/memory'
import { SqliteEventExecutor } from 'tenon/sqlite'
import { leastNeed, sqliteConfig } from '../service/semantics/stores.ts'
import { FILE, faultsOfFiles, faultsOfSyncs } from '../service/sqlite/faults.ts'
import { honest } from './honest.ts'
import type { EventExecutor } from './lie.ts'
import { lies } from './lies.ts'

/** The lie of this rig is part of its address, so that the kit does not know it and other processes tell the same. */
const { searchParams } = new URL(import.meta.url)
const lie = lies[searchParams.get('lie') ?? ''] ?? honest
const inMemory = searchParams.has('memory')

const link = new LossyLink()
const synchronous = searchParams.has('unsynced') ? 'normal' : 'full'
const config = { synchronous, dedupe: 'forever', busyTimeoutMs: 300 } as const

const executorAt = ({ folder }: Place): EventExecutor =>
  inMemory ? new MemoryEventExecutor() : new SqliteEventExecutor({ config: sqliteConfig(join(folder, FILE), config) })

export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = inMemory ? 'memory' : 'sqlite'
export const binding = (place: Place, policy: Policy) =>
  bind(leastNeed, lie(link.around(place, executorAt(place))), policy)
export const faults = [
  ...link.faults,
  ...(inMemory ? [] : [...faultsOfFiles('UPDATE store SET dedupe = dedupe', 20_000), ...faultsOfSyncs]),
]
export const exemptions = []
export const sources = [new URL('.', import.meta.url).href]
export const versions = {}
