import type { Attempt } from 'tenon/bind'
import { instead } from '../../../lies/lie.ts'
import type { Answer, PantryExecutor, Put } from './executor.ts'

/** Puts itself around the executor of a pantry in a folder, passes everything on, and lies about one thing. */
export type Lie = (executor: PantryExecutor, folder: string) => PantryExecutor

/** How an executor does what gives one answer. */
export type Execute = PantryExecutor['execute']

/** Returns an executor that puts jars in another way. */
export const putting = (executor: PantryExecutor, make: (intent: Put, attempt: Attempt) => Promise<Answer>) =>
  instead(executor, {
    execute: (intent, attempt) => (intent.kind === 'put' ? make(intent, attempt) : executor.execute(intent, attempt)),
  })
