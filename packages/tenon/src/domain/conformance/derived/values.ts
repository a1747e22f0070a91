import type { Capability } from '../../capability/capability.ts'
import { check } from '../../capability/schema.ts'
import type { Case } from '../case.ts'
import { gives, holds, same, text, Unproved } from '../expect.ts'
import { type AnyContext, type AnySpecification, ask, derived, failureOf, PLAIN, samplesOf } from './calls.ts'
import { stated } from './larger.ts'

/** The derived cases about samples that fit: their intents can be stated again, and calls of them return results. */
export const samples = (specification: AnySpecification): readonly Case<Capability>[] => [
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
      says: `A call of ${operation} with a sample that fits returns a result, unless it asks more than is granted.`,
      run: async (context: AnyContext) => {
        some(fits, operation)
        for (const fields of fits) {
          const answer = await ask(specification, context.store, operation, fields, PLAIN)
          const word = failureOf(answer)
          holds(
            word === undefined || word === 'unsupported',
            `${operation} of ${text(fields)}, a sample that fits, returned ${text(answer)}`,
          )
        }
      },
    })),
  ),
]

const some = (fits: readonly unknown[], operation: string): void => {
  if (fits.length === 0) throw new Unproved(`there is no sample of ${operation} that fits`)
}

const intentOf = ({ capability }: AnySpecification, operation: string, fields: unknown): unknown => {
  const schema = capability.operations[operation]?.intent
  if (schema === undefined) return undefined
  const checked = check(schema, fields)
  const found = checked.fits ? { kind: 'fits', value: checked.value } : { kind: 'misfit', says: checked.says }
  return Object(gives(found, 'fits', `a sample of ${operation} that fits, ${text(fields)}`)).value
}
