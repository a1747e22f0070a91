import type { EventTask } from './context.ts'
import { load, someAppends } from './cases/store/durability.ts'
import { race } from './cases/append/linearisability.ts'
import { command, commandsWithoutEnd } from './cases/append/one-decision.ts'
import { announce } from './cases/append/no-false-conflict.ts'
import { listen, persist } from './cases/subscribe/no-skipped-event.ts'
import { calls, follower, reader } from './cases/store/reach.ts'

/** The work that cases have other processes do. */
export const tasks: readonly EventTask[] = Object.freeze([
  load,
  someAppends,
  announce,
  race,
  command,
  commandsWithoutEnd,
  persist,
  listen,
  calls,
  follower,
  reader,
])
