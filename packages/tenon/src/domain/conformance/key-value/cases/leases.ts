import type { Json } from '../../../data/json.ts'
import { holds, same } from '../../expect.ts'
import { type KeyValueContext, keyValueCases, type KeyValueTask, type KeyValueTaskContext } from '../case.ts'
import { putOf, stored } from '../given/entries.ts'

/** Takes a lease for one second, and sends its revision. Then puts at that revision, and sends the outcome. */
export const lead: KeyValueTask = {
  name: 'lead',
  async *run(context: KeyValueTaskContext, key: Json, go: () => Promise<void>): AsyncIterable<Json> {
    const name = String(key)
    const held = await stored(context.store, { ...putOf(context, name), expected: 'absent', lifetimeSeconds: 1 })
    yield held
    await go()
    const outcome = await context.store.put({ ...putOf(context, name), expected: held, lifetimeSeconds: 1 })
    yield outcome.kind === 'conflict' ? { ...outcome } : outcome.kind
  },
}

/** The cases of the law `fencing`. */
export const leases = keyValueCases('fencing', [
  {
    name: 'in_one_process',
    says: 'A holder that comes back to a lease that was over and that another took can neither renew it nor give it up.',
    needs: { expiry: 'kept' },
    run: async (context: KeyValueContext) => {
      const { store, id } = context
      const held = await stored(store, { ...putOf(context, 'lease'), expected: 'absent', lifetimeSeconds: 1 })
      const actual = await takeOver(context)
      const renewal = { ...putOf(context, 'lease'), expected: held, lifetimeSeconds: 1 }
      same(await store.put(renewal), { kind: 'conflict', actual }, 'a renewal of a lease that another took')
      const giving = { id: id(), key: 'lease', expected: held }
      same(await store.remove(giving), { kind: 'conflict', actual }, 'giving up a lease that another took')
    },
  },
  {
    name: 'of_a_process_that_was_stopped',
    says: 'A process that was paused until its lease was over and another took it cannot write at its old revision.',
    needs: { expiry: 'kept', reach: 'machine' },
    run: async (context: KeyValueContext) => {
      const other = context.otherProcess('lead', 'lease')
      holds(typeof (await other.receive()) === 'number', 'another process did not take the lease')
      await other.pause()
      const actual = await takeOver(context)
      other.go()
      other.resume()
      same(await other.receive(), { kind: 'conflict', actual }, 'a renewal by a process that had been stopped')
    },
  },
])

/** Puts the key `lease` as soon as it is absent. Returns the revision. */
const takeOver = async (context: KeyValueContext): Promise<number> => {
  let revision = 0
  await context.until('a lease of one second can be taken over', async () => {
    const outcome = await context.store.put({ ...putOf(context, 'lease'), expected: 'absent', lifetimeSeconds: 3_600 })
    if (outcome.kind === 'put') ({ revision } = outcome)
    return outcome.kind === 'put'
  })
  return revision
}
