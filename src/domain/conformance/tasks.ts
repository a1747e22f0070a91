import type { Task } from './bench.ts'
import { load, someAppends } from './cases/durability.ts'
import { race } from './cases/linearisability.ts'
import { announce } from './cases/no-false-conflict.ts'
import { listen, persist } from './cases/no-skipped-event.ts'
import { calls, follower, reader } from './cases/reach.ts'

/** All the work that another process may be asked to do. */
export const tasks: readonly Task[] = Object.freeze([
  load,
  someAppends,
  announce,
  race,
  persist,
  listen,
  calls,
  follower,
  reader,
])
