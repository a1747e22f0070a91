import type { KeyValueTask } from './case.ts'
import { lead } from './cases/leases.ts'
import { race } from './cases/linearisable.ts'
import { announce } from './cases/no-false-conflict.ts'

/** The work that cases have other processes do. */
export const tasks: readonly KeyValueTask[] = Object.freeze([race, announce, lead])
