import { randomUUID } from 'node:crypto'
import { bind } from 'tenon/bind'
import { SqliteKeyValueExecutor, type SqliteKeyValueConfig } from 'tenon/sqlite'
import { gives, once } from '../../semantics/stores.ts'
import { leastOfEntries } from '../key-value/stores.ts'

/** Puts values, each as soon as the one before it in its lane is stored, and prints each put that was acknowledged. */
export interface PutTask {
  readonly kind: 'put'
  readonly config: SqliteKeyValueConfig
  readonly keys: readonly string[]
  /** How many puts are made at the same time. */
  readonly lanes: number
  /** How many puts are made in all. */
  readonly puts: number
}

/** A put that was acknowledged, as it is printed. */
export interface Acknowledged {
  readonly id: string
  readonly key: string
  readonly expected: 'any' | 'absent' | number
  readonly revision: number
}

/** Does a task of puts. Prints `ready` first, and waits for a line before it begins. */
export const putAll = async (
  { config, keys, lanes, puts }: PutTask,
  say: (message: unknown) => void,
  told: () => Promise<unknown>,
): Promise<void> => {
  const { store } = gives(await bind(leastOfEntries, new SqliteKeyValueExecutor({ config }), once).open(), 'opened')
  say('ready')
  if (puts === 0) return
  await told()
  let left = puts
  const lane = async (_: unknown, i: number): Promise<void> => {
    for (let turn = i; left > 0; turn += 1) {
      left -= 1
      const key = keys[turn % keys.length] ?? ''
      const found = await store.get({ key })
      const expected = turn % 3 === 0 ? 'any' : found.kind === 'value' ? found.revision : 'absent'
      const id = randomUUID()
      const outcome = await store.put({ id, key, value: { by: process.pid, turn }, expected, lifetimeSeconds: null })
      if (outcome.kind === 'put') say({ id, key, expected, revision: outcome.revision } satisfies Acknowledged)
      else if (outcome.kind === 'conflict') left += 1
      else throw new Error(JSON.stringify(outcome))
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
