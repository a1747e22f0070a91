import type { Capability } from '../../capability/capability.ts'
import type { RungRule } from '../../capability/guarantee.ts'
import type { Case } from '../case.ts'
import { holds, same, text, Unproved } from '../expect.ts'
import { type AnyContext, type AnySpecification, ask, derived, failureOf, isRefused, PLAIN, rungs } from './calls.ts'
import { admitted, beyond, doesAsk, samplesOf } from './samples.ts'
import { works, Writes } from './writes.ts'
import { above, intentLimits } from './larger.ts'

/** The derived cases of the law `refusal`. */
export const refusal = (specification: AnySpecification): readonly Case<Capability>[] => {
  const then = (run: (context: AnyContext) => Promise<void>) => async (context: AnyContext) => {
    await run(context)
    await works(specification, context, new Writes(specification, 0))
  }
  return derived('refusal', [
    ...samplesOf(specification).map(([operation, { misfits }]) => ({
      name: `${operation}_that_does_not_fit`,
      says: `A call of ${operation} with fields that do not fit is invalid: the message names the place, and nothing reaches the technology.`,
      run: then(async (context) => {
        if (misfits.length === 0) throw new Unproved(`there is no misfit of ${operation}`)
        for (const { fields, names } of misfits) await isInvalid(specification, context, operation, fields, names)
      }),
    })),
    {
      name: 'no_fields_at_all',
      says: 'Every operation refuses a call without fields, or with null or a number instead, as invalid.',
      run: then(async (context) => {
        for (const operation of Object.keys(specification.capability.operations))
          for (const fields of [undefined, null, 7, 'fields'])
            await isInvalid(specification, context, operation, fields, operation)
      }),
    },
    {
      name: 'options_that_do_not_fit',
      says: 'A signal that is not a signal, or a deadline that is not a time, is invalid, and nothing reaches the technology.',
      run: then(async (context) => {
        for (const [operation, fits] of admitted(specification, context))
          for (const sample of fits.slice(0, 1))
            for (const [call, names] of OPTIONS) {
              const fields = copied(sample)
              const answer = await ask(specification, context.store, operation, fields, call)
              isInvalidAnswer(context, answer, `${operation} with the options ${text(call)}`, fields, names)
            }
      }),
    },
    {
      name: 'signal_that_has_fired',
      says: 'A call whose signal has already fired does not reach the technology, and is cancelled.',
      run: then(async (context) => {
        const call = { signal: AbortSignal.abort(), deadlineMs: null }
        for (const [operation, fits] of admitted(specification, context))
          for (const sample of fits.slice(0, 1)) {
            const fields = copied(sample)
            const answer = await ask(specification, context.store, operation, fields, call)
            const what = `${operation} that was cancelled before`
            // A reader that has ended its call gets no further item.
            if (specification.capability.operations[operation]?.gives === 'one')
              isRefused(context, answer, 'cancelled', what, fields)
            else same(answer, undefined, what)
          }
      }),
    },
    ...intentLimits(specification).map(([name, limit]) => ({
      name: `above_${name}`,
      says: `A call of ${limit.operation} above ${name} is too_large, and nothing reaches the technology.`,
      run: then((context) => isTooLarge(specification, context, name)),
    })),
    ...asked(specification).map(({ name, operation, rule }) => ({
      name,
      says: `A call of ${operation} that asks for ${rule.guarantee} ${rule.rung} is unsupported where less is granted, and nothing reaches the technology.`,
      lacks: rungs({ [rule.guarantee]: rule.rung }),
      run: then((context) => isUnsupported(specification, context, operation, rule)),
    })),
  ])
}

/** Claims that a call above a limit is refused. */
export const isTooLarge = async (specification: AnySpecification, context: AnyContext, name: string): Promise<void> => {
  const [, limit] = intentLimits(specification).find(([other]) => other === name) ?? []
  if (limit === undefined) throw new Unproved(`${name} limits no intent`)
  const fields = above(specification, context, name, limit)
  const answer = await ask(specification, context.store, limit.operation, fields, PLAIN)
  const what = `${limit.operation} above ${name}`
  // Where more of it asks a rung that is not granted, that is reason enough.
  const isBeyond = beyond(specification, context, limit.operation).some((rule) =>
    doesAsk(specification, limit.operation, rule, fields),
  )
  if (isBeyond && failureOf(answer) === 'unsupported') return isRefused(context, answer, 'unsupported', what, fields)
  isRefused(context, answer, 'too_large', what, fields)
  holds(String(Object(answer).says).includes(name), `the message must name ${name}: ${text(answer)}`)
}

/** Returns each rule by which a call needs a rung, with a name for its case. */
export const asked = ({
  capability,
}: AnySpecification): readonly { readonly name: string; readonly operation: string; readonly rule: RungRule }[] =>
  Object.entries(capability.operations).flatMap(([operation, { asks }]) =>
    asks.map((rule, i) => ({
      name: `${operation}_asks_${rule.guarantee}_${rule.rung}${i === 0 ? '' : `_${i}`}`,
      operation,
      rule,
    })),
  )

/** Claims that a sample that asks a rung that is not granted is refused. */
export const isUnsupported = async (
  specification: AnySpecification,
  context: AnyContext,
  operation: string,
  rule: RungRule,
): Promise<void> => {
  const [, { fits = [] } = {}] = samplesOf(specification).find(([name]) => name === operation) ?? []
  const sample = fits.find((fields) => doesAsk(specification, operation, rule, fields))
  if (sample === undefined) throw new Unproved(`no sample of ${operation} asks ${rule.guarantee} ${rule.rung}`)
  const fields = copied(sample)
  const answer = await ask(specification, context.store, operation, fields, PLAIN)
  isRefused(context, answer, 'unsupported', `${operation}, which asks ${rule.guarantee} ${rule.rung}`, fields)
}

/** Returns other fields with the same content, because attempts are counted by the object of the fields. */
const copied = (fields: unknown): object => ({ ...Object(fields) })

const isInvalid = async (
  specification: AnySpecification,
  context: AnyContext,
  operation: string,
  fields: unknown,
  names: string,
): Promise<void> => {
  const answer = await ask(specification, context.store, operation, fields, PLAIN)
  isInvalidAnswer(context, answer, `${operation} of ${text(fields)}`, fields, names)
}

const isInvalidAnswer = (context: AnyContext, answer: unknown, what: string, fields: unknown, names: string): void => {
  isRefused(context, Object(answer), 'invalid', what, fields)
  const { says } = Object(answer)
  holds(String(says).includes(names), `${what}: the message must name ${names}: ${says}`)
}

const OPTIONS: readonly (readonly [call: unknown, names: string])[] = [
  [{ signal: null, deadlineMs: -1 }, 'deadlineMs'],
  [{ signal: null, deadlineMs: Infinity }, 'deadlineMs'],
  [{ signal: null, deadlineMs: '10' }, 'deadlineMs'],
  [{ signal: null }, 'deadlineMs'],
  [{ signal: {}, deadlineMs: null }, 'signal'],
  [{ deadlineMs: null }, 'signal'],
  [null, 'options'],
  [7, 'options'],
]
