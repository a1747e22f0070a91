import type { Capability } from '../../capability/capability.ts'
import type { CallOptions } from '../../capability/outcome.ts'
import type { Case } from '../case.ts'
import { Unproved } from '../expect.ts'
import { type AnyContext, type AnySpecification, derived, itemsOf, PLAIN } from './calls.ts'
import { admitted, isResult } from './samples.ts'
import { type Ready, type Tried, works, Writes } from './writes.ts'
import { honest } from './under-fault.ts'

/** The derived cases of the law `effect_honesty` that need no fault. */
export const effectHonesty = (specification: AnySpecification): readonly Case<Capability>[] => {
  const waves =
    (make: (context: AnyContext, writes: Writes, ready: Ready, turn: number) => Promise<Tried>) =>
    async (context: AnyContext): Promise<void> => {
      const writes = new Writes(specification, 0)
      const tried: Tried[] = []
      for (let wave = 0; wave < context.rounds(2, 12); wave += 1) {
        const ready = await writes.ready(context, WAVE)
        for (const subject of specification.subjects) {
          const made = ready.filter((one) => one.subject === subject)
          tried.push(...(await Promise.all(made.map((one, turn) => make(context, writes, one, turn)))))
        }
      }
      // Writes that are still on their way arrive before a write that is made now returns.
      await works(specification, context, writes)
      await honest(context, tried)
    }
  return derived('effect_honesty', [
    {
      name: 'at_the_same_time',
      says: 'Of writes that are made at the same time, each has happened once.',
      run: waves((context, writes, ready) => writes.again(context, ready, PLAIN)),
    },
    {
      name: 'called_off_at_any_moment',
      says: 'A write that is cancelled at any moment has happened or not, as its outcome says.',
      run: waves(async (context, writes, ready, turn) => {
        const stop = new AbortController()
        const trying = writes.again(context, ready, { signal: stop.signal, deadlineMs: null })
        for (let i = 0; i < turn % 8; i += 1) await context.until('a turn is over', () => Promise.resolve(true))
        stop.abort()
        return trying
      }),
    },
    {
      name: 'deadline_at_any_moment',
      says: 'A write whose deadline passes at any moment has happened or not, as its outcome says.',
      run: waves((context, writes, ready, turn) => {
        const call: CallOptions = { signal: null, deadlineMs: turn % 8 }
        return writes.again(context, ready, call)
      }),
    },
  ])
}

const WAVE = 24

/** The most items that a case reads of one call. */
const MOST_ITEMS = 100

/** The derived cases of the law `total` about operations that give many items: every item is as declared. */
export const itemCases = (specification: AnySpecification): readonly Case<Capability>[] =>
  derived(
    'total',
    Object.entries(specification.capability.operations)
      .filter(([, { gives }]) => gives === 'many')
      .map(([operation]) => ({
        name: `items_of_${operation}`,
        says: `Every item of ${operation} is as declared, none comes after a last one, and none is a failure.`,
        run: (context: AnyContext) => reads(specification, context, operation),
      })),
  )

/** Makes writes, and reads what a call of every sample gives. Each item is checked against the declaration as it comes. */
const reads = async (specification: AnySpecification, context: AnyContext, operation: string): Promise<void> => {
  const writes = new Writes(specification, 0)
  for (let turn = 0; turn < 3; turn += 1) await writes.all(context)
  const [, fits = []] = admitted(specification, context).find(([name]) => name === operation) ?? []
  let seen = 0
  for (const fields of fits)
    for await (const item of itemsOf(specification, context.store, operation, fields)) {
      isResult(item, operation, fields)
      seen += 1
      if (seen % MOST_ITEMS === 0) break
    }
  if (seen === 0) throw new Unproved(`no sample of ${operation} gives an item after writes of every subject`)
}
