import type { Json } from '../../../data/json.ts'
import { Broken, gives, holds, text } from '../../expect.ts'
import type { Fault } from '../../fault.ts'
import {
  holdsAs,
  type KeyValueCase,
  type KeyValueContext,
  keyValueCases,
  type KeyValueTask,
  type KeyValueTaskContext,
} from '../case.ts'
import { IMPATIENT, put, putOf, valueOf, works } from '../given/entries.ts'
import type { Call } from '../race/history.ts'
import { impossible } from '../race/linear.ts'
import { type Race, runRace } from '../race/race.ts'

/** Makes the part of a race that another process makes, and sends its history. */
export const race: KeyValueTask = {
  name: 'race',
  async *run(context: KeyValueTaskContext, input: Json, go: () => Promise<void>): AsyncIterable<Json> {
    yield 'ready'
    await go()
    const { name, keys, lanes, turns } = Object(input)
    yield (await runRace(context, { name, keys, lanes, turns })).map((call) => ({ ...call, did: { ...call.did } }))
  },
}

/** The cases of the law `linearisable`. */
export const linearisable = keyValueCases('linearisable', [
  {
    name: 'in_one_process',
    says: 'Calls that race through one store have the outcomes of calls that are made one after the other.',
    needs: { reads: 'latest' },
    run: async (context: KeyValueContext) => {
      for (let round = 0; round < context.rounds(2, 20); round += 1)
        judge(await runRace(context, { name: `round-${round}`, keys: 1 + (round % 3), lanes: 16, turns: 40 }))
    },
  },
  {
    name: 'among_processes',
    says: 'Calls that race through several stores, in this process and in others, have the outcomes of calls that are made one after the other.',
    needs: { reads: 'latest', reach: 'machine' },
    run: async (context: KeyValueContext) => {
      const beside = gives(await context.another().open(), 'opened', 'a second store on the same place')
      for (let round = 0; round < context.rounds(1, 10); round += 1) {
        const one: Race = { name: `round-${round}`, keys: 1 + (round % 3), lanes: 4, turns: 40 }
        const others = [context.otherProcess('race', { ...one }), context.otherProcess('race', { ...one })]
        for (const other of others)
          holds((await other.receive()) === 'ready', 'another process was not ready for a race')
        for (const other of others) other.go()
        const { id, now, place } = context
        const histories = await Promise.all([
          runRace(context, one),
          runRace({ store: beside.store, id, now, place }, one),
          ...others.map(async (other) => historyOf(await other.receiveAll())),
        ])
        judge(histories.flat())
      }
    },
  },
])

/** The cases of the law `linearisable` for a fault that leaves outcomes unknown. */
export const linearisableUnder = (fault: Fault): readonly KeyValueCase[] =>
  keyValueCases('linearisable', [
    {
      name: `under_${fault.name}`,
      says: `${fault.says} Of puts that race to extend one list, those that returned a conflict are not in it, and those that were acknowledged are.`,
      needs: { dedupe: 'recent' },
      run: async (context: KeyValueContext) => {
        const prepared = await context.lab.prepare(fault)
        await put(context, 'list', [])
        const tried = await extend(context, PATIENT)
        await prepared.strike()
        tried.push(...(await extend(context, IMPATIENT)))
        await prepared.heal()
        if (fault.recovery === 'opened_again') await context.reopen()
        await works(context)
        tried.push(...(await extend(context, PATIENT)))
        const { value } = await valueOf(context.store, 'list')
        const listed = new Set(Array.isArray(value) ? value : [])
        for (const { id, outcome } of tried) {
          const there = listed.has(id)
          holdsAs(
            !(there && outcome.kind === 'conflict'),
            `a put is in the list that returned ${text(outcome)}`,
            'no_false_conflict',
          )
          holdsAs(
            there || outcome.kind !== 'put',
            `a put is not in the list that returned ${text(outcome)}`,
            'linearisable',
          )
          if (outcome.kind === 'failed' && outcome.effect === 'none')
            holdsAs(!there, `a put is in the list that returned ${text(outcome)}`, 'effect_honesty')
        }
      },
    },
  ])

const judge = (history: readonly Call[]): void => {
  holds(
    history.some(({ did }) => did.kind === 'put'),
    'of many racing puts, not one was stored',
  )
  const [first, ...more] = impossible(history)
  holds(first === undefined, `${first} (and ${more.length} more)`)
}

/** Returns the message of another process about its part in a race. */
const historyOf = ([made]: readonly Json[]): readonly Call[] => {
  if (!Array.isArray(made)) throw new Broken('another process ended in the middle of a race')
  // The task above has sent it.
  return made as readonly object[] as readonly Call[]
}

const PATIENT = { signal: null, deadlineMs: null }
/** How many lanes extend a list at the same time, and how often each. All together are fewer than are remembered. */
const LANES = 3
const TURNS = 4

/** Extends the list under the key `list` with the ids of the puts themselves. Returns each put with its outcome. */
const extend = async (context: KeyValueContext, call: typeof PATIENT | typeof IMPATIENT) => {
  const { store } = context
  const lanes = Array.from({ length: LANES }, async () => {
    const tried = []
    for (let turn = 0; turn < TURNS; turn += 1) {
      const there = await store.get({ key: 'list' }, call)
      if (there.kind !== 'value') continue
      const { id, ...fields } = { ...putOf(context, 'list'), expected: there.revision }
      const list = Array.isArray(there.value) ? there.value : []
      tried.push({ id, outcome: await store.put({ ...fields, id, value: [...list, id] }, call) })
    }
    return tried
  })
  return (await Promise.all(lanes)).flat()
}
