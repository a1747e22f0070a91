import { randomUUID } from 'node:crypto'
import type { KeyValue, Put } from 'tenon'
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
  /** Two keys that are renewed all the while: with a life of one second, and of a hundred. */
  readonly leases?: { readonly short: string; readonly long: string }
}

/** A put that was acknowledged, as it is printed. */
export interface Acknowledged extends Pick<Put, 'id' | 'key' | 'expected'> {
  readonly revision: number
  /** When the put was asked for, in Unix milliseconds. */
  readonly asked: number
}

type Say = (message: unknown) => void

/** Does a task of puts. Prints `ready` first, and waits for a line before it begins. */
export const putAll = async (task: PutTask, say: Say, told: () => Promise<unknown>): Promise<void> => {
  const binding = bind(leastOfEntries, new SqliteKeyValueExecutor({ config: task.config }), once)
  const { store } = gives(await binding.open(), 'opened')
  say('ready')
  if (task.puts === 0) return
  await told()
  const { keys, lanes, leases } = task
  let left = task.puts
  const lane = async (_: unknown, i: number): Promise<void> => {
    for (let turn = i; left > 0; turn += 1) {
      left -= 1
      const stored = await putNext(store, keys[turn % keys.length] ?? '', turn % 3 === 0, null, say)
      if (!stored) left += 1
    }
  }
  const renewing = async (key: string, seconds: number): Promise<void> => {
    for (let turn = 0; turn < task.puts; turn += 1) await putNext(store, key, false, seconds, say)
  }
  await Promise.all([
    ...Array.from({ length: lanes }, lane),
    ...(leases === undefined ? [] : [renewing(leases.short, 1), renewing(leases.long, 100)]),
  ])
}

/** Puts over whatever is there, or over exactly what was found there. Returns whether it was stored. */
const putNext = async (
  store: KeyValue,
  key: string,
  blindly: boolean,
  lifetimeSeconds: number | null,
  say: Say,
): Promise<boolean> => {
  const found = await store.get({ key })
  const expected = blindly ? 'any' : found.kind === 'value' ? found.revision : 'absent'
  const [id, asked] = [randomUUID(), Date.now()]
  const outcome = await store.put({ id, key, value: { by: process.pid, asked }, expected, lifetimeSeconds })
  if (outcome.kind === 'conflict') return false
  const { revision } = gives(outcome, 'put')
  say({ id, key, expected, revision, asked } satisfies Acknowledged)
  return true
}
