import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { KeyValue } from 'tenon'
import { gives } from '../../semantics/stores.ts'
import { pathFor } from '../files.ts'
import { Process } from '../processes/process.ts'
import type { Acknowledged } from '../processes/put-all.ts'
import { boundEntries, entriesConfig, putOf } from './stores.ts'

const KEYS = ['a', 'b', 'c', 'd', 'e']
/** A life that is over after each kill, and one that is not. */
const SHORT = 'short-lease'
const LONG = 'long-lease'

/**
 * Kills a process that puts values and renews leases, this many times, each time at another moment. Checks after each
 * kill that every acknowledged put is there, and that no lease ended early or was given to two.
 */
export const kills = async (t: TestContext, many: number): Promise<void> => {
  const path = await pathFor(t)
  const acknowledged: Acknowledged[] = []
  for (let round = 0; round < many; round += 1) {
    const config = entriesConfig(path, { synchronous: round % 2 === 0 ? 'full' : 'normal', recentWrites: 10_000 })
    const leases = { short: SHORT, long: LONG }
    const child = new Process(t, { kind: 'put', config, keys: KEYS, lanes: 6, puts: 1_000_000, leases })
    assert.equal(await child.hear(), 'ready')
    child.go()
    const said: unknown[] = []
    for (let left = 5 + ((round * 37) % 120); left > 0; left -= 1) said.push(await child.hear())
    const [, rest] = await Promise.all([child.kill(), child.hearAll()])
    const puts = [...said, ...rest].map((each) => Object(each) as Acknowledged)
    acknowledged.push(...puts)

    const binding = boundEntries(t, path, { recentWrites: 10_000 })
    const { store } = gives(await binding.open(), 'opened')
    await contends(store, puts)
    await isThere(store, puts)
    if (round === many - 1) await isThere(store, acknowledged)
    const { findings } = gives(await binding.examine(), 'examined')
    assert.ok(
      findings.every(({ level }) => level !== 'wrong'),
      JSON.stringify(findings),
    )
    await binding.close()
  }
  const revisions = acknowledged.map(({ revision }) => revision)
  assert.equal(new Set(revisions).size, revisions.length, 'a revision was used twice')
  t.diagnostic(`${many} kills, ${acknowledged.length} acknowledged puts`)
}

/** Checks that each put is known with its revision: made again, it is a repeat. */
const isThere = async (store: KeyValue, puts: readonly Acknowledged[]): Promise<void> => {
  const outcomes = await Promise.all(
    puts.map(({ id, key, expected }) => store.put(putOf(key, 'again', { id, expected }))),
  )
  assert.deepEqual(
    outcomes,
    puts.map(({ revision }) => ({ kind: 'put', revision, repeated: true })),
  )
}

/** Checks that another cannot have a lease while it lasts, and gets the short one when it is over. */
const contends = async (store: KeyValue, puts: readonly Acknowledged[]): Promise<void> => {
  const latest = (key: string) => puts.findLast((put) => put.key === key)
  const long = latest(LONG)
  if (long !== undefined) {
    const { actual } = gives(await store.put(putOf(LONG, 'mine', { expected: 'absent' })), 'conflict')
    // The killed process may have renewed it once more without an acknowledgement.
    assert.ok(actual !== 'absent' && actual >= long.revision)
    gives(await store.put(putOf(LONG, 'mine', { expected: long.revision - 1 })), 'conflict')
  }
  const short = latest(SHORT)
  if (short === undefined) return
  const mine = putOf(SHORT, 'mine', { expected: 'absent', lifetimeSeconds: 1 })
  for (;;) {
    const outcome = await store.put(mine)
    if (outcome.kind === 'conflict') await wait(10)
    else {
      const { revision } = gives(outcome, 'put')
      assert.ok(Date.now() >= short.asked + 1_000, 'a lease ended before its life was over')
      assert.ok(revision > short.revision)
      gives(await store.remove({ id: mine.id, key: SHORT, expected: revision }), 'removed')
      return
    }
  }
}
