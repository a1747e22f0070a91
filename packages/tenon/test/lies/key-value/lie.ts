import type { Grants, KeyValueCapability, KeyValueIntent } from 'tenon'
import type { Executor } from 'tenon/bind'
import { patient } from '../lie.ts'

/** An executor of a key-value store, whatever its technology. */
export type KeyValueExecutor = Executor<KeyValueCapability, Grants<KeyValueCapability>>

/** Puts itself around an executor, passes everything on, and lies about one thing. */
export type Lie = (executor: KeyValueExecutor) => KeyValueExecutor

/** A put as an executor is given it. */
export type Put = Extract<KeyValueIntent, { readonly kind: 'put' }>

/** Returns an executor that does the same as another one, except for these methods. */
export const instead = (executor: KeyValueExecutor, told: Partial<KeyValueExecutor>): KeyValueExecutor => ({
  capability: executor.capability,
  technology: executor.technology,
  grants: executor.grants,
  limits: executor.limits,
  failures: executor.failures,
  open: (attempt, ifAbsent) => executor.open(attempt, ifAbsent),
  execute: (intent, attempt) => executor.execute(intent, attempt),
  follow: (intent, attempt) => executor.follow(intent, attempt),
  close: () => executor.close(),
  ...told,
})

/** Returns the revision that a key has, or `absent`. */
export const actualOf = async (executor: KeyValueExecutor, key: string): Promise<number | 'absent'> => {
  const answer = await executor.execute({ kind: 'get', key }, patient())
  return answer.kind === 'value' ? answer.revision : 'absent'
}
