import type { Grants, KeyValueCapability, KeyValueIntent } from 'tenon'
import type { Executor } from 'tenon/bind'
import { patient } from '../lie.ts'

/** An executor of a key-value store, whatever its technology. */
export type KeyValueExecutor = Executor<KeyValueCapability, Grants<KeyValueCapability>>

/** Puts itself around an executor, passes everything on, and lies about one thing. */
export type Lie = (executor: KeyValueExecutor) => KeyValueExecutor

/** A put as an executor is given it. */
export type Put = Extract<KeyValueIntent, { readonly kind: 'put' }>

/** Returns the revision that a key has, or `absent`. */
export const actualOf = async (executor: KeyValueExecutor, key: string): Promise<number | 'absent'> => {
  const answer = await executor.execute({ kind: 'get', key }, patient())
  return answer.kind === 'value' ? answer.revision : 'absent'
}
