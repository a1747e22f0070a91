import type { Json } from '../../../data/json.ts'
import type { Put, Remove } from '../../../key-value/intent.ts'
import type { Fault } from '../../fault.ts'
import { gives, holds, same, text } from '../../expect.ts'
import { randomFrom } from '../../given/random.ts'
import {
  type KeyValueCase,
  type KeyValueContext,
  keyValueCases,
  type KeyValueTask,
  type KeyValueTaskContext,
} from '../case.ts'
import { actualOf, IMPATIENT, put, putOf, valueOf, works } from '../given/entries.ts'

/** Puts keys of its own without end, each at its last revision. Sends each put before it is made and when it is done. */
export const announce: KeyValueTask = {
  name: 'announce',
  async *run(context: KeyValueTaskContext, round: Json): AsyncIterable<Json> {
    const revisions = new Map<string, number>()
    for (let turn = 0; ; turn += 1) {
      const key = `round-${String(round)}-${turn % KEYS}`
      const fields: Put = { ...putOf(context, key), value: turn, expected: revisions.get(key) ?? 'absent' }
      yield { ...fields, value: turn, done: false }
      const { revision } = gives(await context.store.put(fields), 'put', 'a put at the last revision of an own key')
      revisions.set(key, revision)
      yield { ...fields, value: turn, done: true }
    }
  },
}

const KEYS = 3

/** The cases of the law `no_false_conflict` that need no fault. */
export const noFalseConflict = keyValueCases('no_false_conflict', [
  {
    name: 'after_sigkill',
    says: 'A put whose answer was lost with its process, and that another wrote over, is repeated when it is made again.',
    needs: { dedupe: 'recent', durability: 'process_crash' },
    run: async (context: KeyValueContext) => {
      const random = randomFrom(context.id())
      for (let round = 0; round < context.rounds(2, 12); round += 1) {
        // Some technologies allow only one process at a time.
        await context.close()
        const child = context.otherProcess('announce', round)
        const heard: (Json | undefined)[] = []
        // Each round kills it at another moment, in the middle of its work.
        for (let left = 1 + random(40); left > 0; left -= 1) heard.push(await child.receive())
        const [, rest] = await Promise.all([child.kill(), child.receiveAll()])
        await context.reopen()
        const last = [...heard, ...rest].at(-1)
        holds(last !== undefined, 'the process ended before it was killed')
        const { done: _, ...fields } = Object(last)
        // The task sends the fields of a put.
        await again(context, fields as Put)
      }
    },
  },
])

/** The cases for a fault that leaves outcomes unknown. */
export const noFalseConflictUnder = (fault: Fault): readonly KeyValueCase[] =>
  keyValueCases('no_false_conflict', [
    {
      name: `under_${fault.name}`,
      says: `${fault.says} A put and a removal that were made then, and that others wrote over afterwards, are repeated when they are made again.`,
      needs: { dedupe: 'recent' },
      run: async (context: KeyValueContext) => {
        const prepared = await context.lab.prepare(fault)
        const [a, b] = [await put(context, 'a', 'first'), await put(context, 'b', 'first')]
        const mine = { ...putOf(context, 'a'), value: 'mine', expected: a }
        const removal = { id: context.id(), key: 'b', expected: b }
        await prepared.strike()
        await Promise.all([context.store.put(mine, IMPATIENT), context.store.remove(removal, IMPATIENT)])
        await prepared.heal()
        if (fault.recovery === 'opened_again') await context.reopen()
        await works(context)
        await again(context, mine)
        await removedAgain(context, removal)
      },
    },
  ])

/** Lets another write over a put, and makes the put again. */
const again = async (context: KeyValueContext, fields: Put): Promise<void> => {
  const { store } = context
  const before = await store.get({ key: fields.key })
  const landed = before.kind === 'value' && before.id === fields.id ? before.revision : undefined
  const over = await put(context, fields.key, 'over it')
  const outcome = await store.put(fields)
  if (landed === undefined) {
    // It may also have been on its way, and have been stored before the other one.
    holds(
      outcome.kind === 'conflict' || (outcome.kind === 'put' && outcome.repeated),
      `a put that was not stored, made again after another: ${text(outcome)}`,
    )
  } else
    same(outcome, { kind: 'put', revision: landed, repeated: true }, 'a put that was stored, made again after another')
  same((await valueOf(store, fields.key)).revision, over, 'the revision of what another wrote over it')
}

/** Puts another value where a removal may have been, and makes the removal again. */
const removedAgain = async (context: KeyValueContext, fields: Remove): Promise<void> => {
  const { store } = context
  const landed = (await actualOf(store, fields.key)) === 'absent'
  const over = await put(context, fields.key, 'over it')
  const outcome = await store.remove(fields)
  holds(
    landed ? outcome.kind === 'removed' && outcome.repeated : outcome.kind === 'conflict',
    `a removal that was ${landed ? '' : 'not '}done, made again after another put: ${text(outcome)}`,
  )
  same(await actualOf(store, fields.key), over, 'the revision of what another put over it')
}
