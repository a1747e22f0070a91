import { sourcesOfRuns } from '../../../certify/places.ts'
import { runsInMemory } from './in-memory.ts'

export const url = import.meta.url
export const name = 'memory_runs'
export const { specification, binding, clear, faults } = runsInMemory((executor) => executor)
export const exemptions = []
export const sources = sourcesOfRuns('memory')
export const versions = {}
