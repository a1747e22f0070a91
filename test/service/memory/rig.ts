import { bind, type Policy } from 'tenon/bind'
import type { Fault, Place } from 'tenon/conformance'
import { MemoryEventExecutor } from 'tenon/memory'
import { leastNeed } from '../semantics/stores.ts'

export const url = import.meta.url
export const name = 'memory'
export const binding = (_place: Place, policy: Policy) => bind(leastNeed, new MemoryEventExecutor(), policy)
export const faults: readonly Fault[] = []
export const exemptions = []
export const sources = [new URL('../../../src/service/memory/', import.meta.url).href]
export const versions = {}
