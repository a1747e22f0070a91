import type { Capability } from '../../capability/capability.ts'
import type { Case } from '../case.ts'
import type { Unopened } from '../context.ts'
import { gives, holds, same } from '../expect.ts'
import {
  type AnyContext,
  type AnySpecification,
  type AnyStore,
  ask,
  derived,
  isRefused,
  PLAIN,
  rungs,
  type StatedDerivedCase,
} from './calls.ts'
import { admitted } from './samples.ts'
import { happenedOnce, works, Writes } from './writes.ts'
import { isOf, promised } from './laws.ts'

interface AnyUnopened extends Unopened<Capability> {}

/** The derived cases of the law `closing`. */
export const closing = (specification: AnySpecification): readonly Case<Capability>[] =>
  derived('closing', [
    {
      name: 'close_twice_is_once',
      says: 'close() returns `closed`, however often it is called, at the same time or later.',
      run: async (context) => {
        const binding = await alone(context)
        await openedOf(binding)
        const closed = await Promise.all([binding.close(), binding.close()])
        for (const answer of [...closed, await binding.close()])
          same(answer, { kind: 'closed' }, 'what close() returned')
      },
    },
    {
      name: 'open_twice_is_one_store',
      says: 'open() returns the same store if it is called again, at the same time or later.',
      run: async (context) => {
        const binding = await alone(context)
        const [one, two] = await Promise.all([openedOf(binding), openedOf(binding)])
        holds(one === two && one === (await openedOf(binding)), 'open() gave another store than before')
      },
    },
    {
      name: 'calls_after_close_are_closed',
      says: 'Every call after close() fails with `closed` and effect none, and does not reach the technology.',
      run: async (context) => {
        const binding = await alone(context)
        const store = await openedOf(binding)
        await binding.close()
        await isClosed(specification, context, store)
        await staysClosed(binding)
      },
    },
    {
      name: 'close_before_open_closes',
      says: 'A binding that was closed before it was opened does not open.',
      run: async (context) => {
        const binding = await alone(context)
        same(await binding.close(), { kind: 'closed' }, 'close() of a binding that is not open')
        await staysClosed(binding)
      },
    },
    {
      name: 'close_during_open_is_answered',
      says: 'open() and close() at the same time both return, and the binding is closed afterwards.',
      run: async (context) => {
        for (let turns = 0; turns < context.rounds(4, 20); turns += 1) {
          const binding = await alone(context)
          const opening = binding.open()
          // Each round does it at another moment.
          for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
          const [opened, closed] = await Promise.all([opening, binding.close()])
          same(closed, { kind: 'closed' }, 'close() while open() is under way')
          if (opened.kind === 'opened') await isClosed(specification, context, opened.store)
          else same(gives(opened, 'failed', 'open() while closing').failure, 'closed', 'open() while closing')
          await staysClosed(binding)
        }
      },
    },
    {
      name: 'dispose_closes',
      says: 'A binding is closed at the end of an `await using` block.',
      run: async (context) => {
        const binding = await alone(context)
        const store = await openedOf(binding)
        await binding[Symbol.asyncDispose]()
        await isClosed(specification, context, store)
        await staysClosed(binding)
      },
    },
    {
      name: 'answers_what_is_in_flight',
      says: 'Every write that is in flight when close() is called returns.',
      run: async (context) => {
        const binding = await alone(context)
        const store = await openedOf(binding)
        const writes = new Writes(specification, 0)
        const { id, now, place } = context
        const within = { store, id, now, place }
        const ready = await writes.ready(within, 20)
        const answers = ready.map((one) => writes.again(within, one, PLAIN))
        same(await binding.close(), { kind: 'closed' }, 'close() beside writes')
        for (const { outcome } of await Promise.all(answers)) {
          if (outcome.kind !== 'failed') continue
          const { failure, says } = Object(outcome)
          holds(['closed', 'timeout'].includes(failure), `a write in flight failed otherwise: ${says}`)
        }
      },
    },
    {
      name: 'opens_again',
      says: 'A store that is opened again works.',
      run: async (context) => {
        const writes = new Writes(specification, 0)
        await works(specification, context, writes)
        await context.reopen()
        await works(specification, context, writes)
      },
    },
    ...(isOf(specification.capability, 'reach') && Object.hasOwn(specification.capability.failures, 'not_found')
      ? [openExisting]
      : []),
    ...(isOf(specification.capability, 'durability')
      ? [
          {
            name: 'loses_nothing',
            says: 'What was written before close() is there when the place is opened again.',
            needs: rungs(promised.durability),
            run: async (context: AnyContext) => {
              const writes = new Writes(specification, 0)
              const made = [...(await writes.all(context)), ...(await writes.all(context))]
              await happenedOnce(await context.reopen(), made, 'after the store was closed and opened again', null)
              await works(specification, context, writes)
            },
          },
        ]
      : []),
  ])

const openExisting: StatedDerivedCase = {
  name: 'open_existing_makes_nothing',
  says: 'openExisting() fails with `not_found` if there is no store, and makes none; it opens a store that open() has made.',
  needs: rungs(promised.reach),
  run: async (context) => {
    const bind = await context.unused()
    for (const one of [bind(), bind()]) await isAbsent(one)
    await openedOf(bind())
    gives(await bind().openExisting(), 'opened', 'openExisting() where there is a store')
  },
}

/** Claims that a binding finds no store. */
const isAbsent = async (binding: AnyUnopened): Promise<void> => {
  const { failure, effect, operation } = gives(await binding.openExisting(), 'failed', 'openExisting() of nothing')
  same([failure, effect, operation], ['not_found', 'none', 'open'], 'openExisting() where there is no store')
}

const openedOf = async (binding: AnyUnopened): Promise<AnyStore> =>
  gives(await binding.open(), 'opened', 'open() of another binding').store

/** Claims that a binding can no longer be opened. */
const staysClosed = async (binding: AnyUnopened): Promise<void> => {
  const { failure, effect, operation } = gives(await binding.open(), 'failed', 'open() of a closed binding')
  same([failure, effect, operation], ['closed', 'none', 'open'], 'open() of a closed binding')
}

/** Claims that every operation of a store fails with `closed`, and that no call reaches the technology. */
const isClosed = async (specification: AnySpecification, context: AnyContext, store: AnyStore): Promise<void> => {
  for (const [operation, fits] of admitted(specification, context))
    for (const sample of fits) {
      const fields = { ...Object(sample) }
      const answer = await ask(specification, store, operation, fields, PLAIN)
      isRefused(context, answer, 'closed', `${operation} after close()`, fields)
    }
}

/** Returns a binding on the place while no other is open there: some technologies allow only one at a time. */
const alone = async (context: AnyContext): Promise<AnyUnopened> => {
  await context.close()
  return context.another()
}
