import type { EventTask } from './context.ts'
import { load, someAppends } from './cases/store/durability.ts'
import { race } from './cases/append/linearisability.ts'
import { announce } from './cases/append/no-false-conflict.ts'
import { listen, persist } from './cases/subscribe/no-skipped-event.ts'
import { calls, follower, reader } from './cases/store/reach.ts'

/** All the work that another process may be asked to do. */
export const tasks: readonly EventTask[] = Object.freeze([
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
