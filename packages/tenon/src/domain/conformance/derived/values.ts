import type { Capability } from '../../capability/capability.ts'
import { check } from '../../capability/schema.ts'
import type { Case } from '../case.ts'
import { Broken, same, text, Unproved } from '../expect.ts'
import {
  admitted,
  type AnyContext,
  type AnySpecification,
  ask,
  derived,
  isResult,
  operationOf,
  PLAIN,
  samplesOf,
} from './calls.ts'
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
