import type { Case } from './case.ts'
import { append } from './cases/append.ts'
import { durability } from './cases/durability.ts'
import type { Fault } from './fault.ts'

/** Every case there is for a binding that can suffer these faults and give these failures. */
export const casesFor = (_faults: readonly Fault[], _failures: readonly string[]): readonly Case[] => [
  ...append,
  ...durability,
]
