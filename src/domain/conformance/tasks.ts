import type { Task } from './bench.ts'
import { load, someAppends } from './cases/durability.ts'

/** All the work that another process may be asked to do. */
export const tasks: readonly Task[] = Object.freeze([load, someAppends])
