import { runsInMemory } from '../../service/projection/runs/in-memory.ts'
import { honest } from './honest.ts'
import { lies } from './lies.ts'

/** The lie of this rig is part of its address, so that the kit does not know it. */
const { searchParams } = new URL(import.meta.url)

export const url = import.meta.url
export const name = 'memory'
export const { specification, binding, clear, faults } = runsInMemory(lies[searchParams.get('lie') ?? ''] ?? honest)
export const exemptions = []
export const sources = [new URL('.', import.meta.url).href]
export const versions = {}
