import type { Case } from './case.ts'
import { append } from './cases/append.ts'
import { durability } from './cases/durability.ts'
import { effectHonesty } from './cases/effect-honesty.ts'
import { under } from './cases/faults.ts'
import { reachability } from './cases/reachability.ts'
import { names } from './cases/names.ts'
import { subscribe } from './cases/subscribe.ts'
import { subscribeEnding } from './cases/subscribe-ending.ts'
import type { Fault } from './fault.ts'

/** Every case there is for a binding that can suffer these faults and give these failures. */
export const casesFor = (faults: readonly Fault[], failures: readonly string[]): readonly Case[] => [
  ...append,
  ...names,
  ...subscribe,
  ...subscribeEnding,
  ...effectHonesty,
  ...durability,
  ...reachability(faults, failures),
  ...faults.flatMap(under),
]
