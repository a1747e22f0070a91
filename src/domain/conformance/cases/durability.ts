import type { Json } from '../../event/json.ts'
import type { Bench, Site, Task } from '../bench.ts'
import { casesOf } from '../case.ts'
import { Broken, gives, holds, same, Unproved } from '../claim.ts'
import { batch, event, logOf } from '../made.ts'

/** Lanes of a load that append at the same time. */
const LANES = 8

/** Appends batches to streams of its own, for ever, and says each when it is answered. */
export const load: Task = {
  name: 'load',
  async *run(site: Site, input: Json): AsyncIterable<Json> {
    const { round, size } = Object(input)
    yield 'ready'
    for (let turn = 0; ; turn += 1) {
      const lanes = Array.from({ length: LANES }, async (_, lane) => {
        const name = `${round}.${lane}.${turn}`
        const events = Array.from({ length: size }, (__, place) => event(site, { batch: name, place }))
        gives(
          await site.store.append({ stream: `lane-${lane}`, expectedRevision: 'any', events }),
          'appended',
          'an append of the load',
        )
        return name
      })
      for (const lane of lanes) yield await lane
    }
  },
}

/** The cases of the law `durability`. */
export const durability = casesOf('durability', [
  {
    name: 'survives_sigkill',
    says: 'When its process is killed in the middle of appends, everything answered is there, and no batch is torn.',
    needs: { durability: 'process_crash' },
    lacks: {},
    run: async (bench: Bench) => {
      const size = Math.min(batch(bench), 3)
      const answered = new Set<Json>()
      for (let round = 0; round < bench.rounds(2, 25); round += 1) {
        const child = bench.elsewhere('load', { round, size })
        // A different moment each round: after so many answers, in the middle of whatever it does then.
        for (let heard = 0; heard <= 1 + round * 17; heard += 1) {
          const said = await child.hear()
          if (said === undefined) throw new Broken('the process ended before it was killed')
          if (said !== 'ready') answered.add(said)
        }
        const [, rest] = await Promise.all([child.kill(), child.hearAll()])
        for (const name of rest) answered.add(name)
      }
      const found = new Map<Json, number[]>()
      for (const { data } of await logOf(await bench.reopen())) {
        const { batch: name, place } = Object(data)
        found.set(name, [...(found.get(name) ?? []), place])
      }
      for (const name of answered) holds(found.has(name), `an answered batch is missing after a kill: ${String(name)}`)
      for (const [name, places] of found)
        same(
          places.toSorted((a, b) => a - b),
          [...Array(size).keys()],
          `the places of batch ${String(name)} after a kill`,
        )
    },
  },
  {
    name: 'synced_before_it_is_answered',
    says: 'The log is synced between the write and the answer.',
    needs: { durability: 'power_loss' },
    lacks: {},
    run: async (bench: Bench) => {
      const { writes, unsynced } = await bench.lab.traced('some_appends', { appends: bench.rounds(5, 20) })
      if (writes === 0)
        throw new Unproved('the process of the binding wrote to no file of its place: the sync is that of a server')
      same(unsynced, 0, 'writes that were not synced when an append was answered')
    },
  },
])

/** Appends one after the other, and says each when it is answered. */
export const someAppends: Task = {
  name: 'some_appends',
  async *run(site: Site, input: Json): AsyncIterable<Json> {
    yield 'ready'
    for (let i = 0; i < Object(input).appends; i += 1) {
      const events = [event(site, { i })]
      gives(await site.store.append({ stream: 'a-1', expectedRevision: 'any', events }), 'appended', 'an append')
      yield i
    }
  },
}
