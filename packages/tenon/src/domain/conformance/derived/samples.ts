import type { Capability } from '../../capability/capability.ts'
import { reaches, type RungRule } from '../../capability/guarantee.ts'
import { check, fits as fitsSchema } from '../../capability/schema.ts'
import type { Case } from '../case.ts'
import { Broken, holds, same, text, Unproved } from '../expect.ts'
import { type Answer, type AnyContext, type AnySpecification, ask, derived, operationOf, PLAIN } from './calls.ts'
import { stated } from './larger.ts'

/** The derived cases about samples that fit: their intents can be stated again, and calls of them return results. */
export const sampleCases = (specification: AnySpecification): readonly Case<Capability>[] => [
  ...derived(
    'states',
    samplesOf(specification).map(([operation, { fits }]) => ({
      name: operation,
      says: `The fields that the intent of a sample of ${operation} states give an equal intent.`,
      run: () => {
        some(fits, operation)
        for (const fields of fits) {
          const intent = intentOf(specification, operation, fields)
          const again = intentOf(specification, operation, stated(specification, operation, intent))
          same(again, intent, `the intent of the fields that an intent of ${operation} states`)
        }
        return Promise.resolve()
      },
    })),
  ),
  ...derived(
    'total',
    samplesOf(specification).map(([operation, { fits }]) => ({
      name: `${operation}_of_samples`,
      says: `A call of ${operation} with a sample that fits returns a result, unless it asks for more than is granted.`,
      run: async (context: AnyContext) => {
        some(fits, operation)
        const [, granted = []] = admitted(specification, context).find(([name]) => name === operation) ?? []
        for (const fields of granted)
          isResult(await ask(specification, context.store, operation, fields, PLAIN), operation, fields)
      },
    })),
  ),
]

const some = (fits: readonly unknown[], operation: string): void => {
  if (fits.length === 0) throw new Unproved(`there is no sample of ${operation} that fits`)
}

const intentOf = (specification: AnySpecification, operation: string, fields: unknown): unknown => {
  const checked = check(operationOf(specification, operation).intent, fields)
  if (checked.fits) return checked.value
  throw new Broken(`a sample of ${operation} does not fit, ${text(fields)}: ${checked.says}`)
}

/** Claims that an answer to a sample that fits is a result. */
export const isResult = (answer: Answer | undefined, operation: string, fields: unknown): void =>
  holds(answer?.kind !== 'failed', `${operation} of ${text(fields)}, a sample that fits, returned ${text(answer)}`)

/** Returns the samples of each operation. Throws a `TypeError` if an operation has none. */
export const samplesOf = ({
  capability,
  samples,
}: AnySpecification): readonly (readonly [operation: string, AnySpecification['samples'][string]])[] =>
  Object.keys(capability.operations).map((name) => {
    const own = Object.hasOwn(samples, name) ? samples[name] : undefined
    if (own === undefined) throw new TypeError(`The specification of ${capability.name} has no samples.${name}.`)
    return [name, own]
  })

/** Returns the samples of each operation that fit its schema and ask no more than the binding grants. */
export const admitted = (
  specification: AnySpecification,
  context: AnyContext,
): readonly (readonly [operation: string, fits: readonly unknown[]])[] =>
  samplesOf(specification).map(([operation, samples]) => {
    const rules = beyond(specification, context, operation)
    const isAdmitted = (fields: unknown): boolean =>
      !rules.some((rule) => doesAsk(specification, operation, rule, fields))
    return [operation, samples.fits.filter(isAdmitted)]
  })

/** Returns the rules of an operation whose rungs are not granted. */
export const beyond = (
  specification: AnySpecification,
  { grants }: AnyContext,
  operation: string,
): readonly RungRule[] =>
  operationOf(specification, operation).asks.filter(
    ({ guarantee, rung }) =>
      !reaches(specification.capability.guarantees[guarantee] ?? [rung], grants[guarantee] ?? '', rung),
  )

/** Returns whether the intent of some fields needs the rung of a rule. */
export const doesAsk = (
  specification: AnySpecification,
  operation: string,
  { when }: RungRule,
  fields: unknown,
): boolean => {
  const checked = check(operationOf(specification, operation).intent, fields)
  return checked.fits && fitsSchema(when, { ...Object(checked.value), kind: operation })
}
