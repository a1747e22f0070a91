import type { Operation } from '../../domain/capability/capability.ts'
import { type Failed, failed } from '../../domain/capability/failure.ts'
import { reaches, type Rule } from '../../domain/capability/guarantee.ts'
import { type Excess, type Measure, measureOf } from '../../domain/capability/limit.ts'
import { check, fits } from '../../domain/capability/schema.ts'
import { messageOf } from './defect.ts'
import type { AnyExecutor, AnyIntent } from './executor.ts'

/** Lets in the intents of one operation that a binding can honour, and refuses all others before any I/O. */
export class Admission {
  readonly #name: string
  readonly #operation: Operation
  readonly #executor: AnyExecutor
  /** The rules whose rung is not granted: only these can refuse. */
  readonly #beyond: readonly Rule[]
  readonly #measures: readonly (readonly [limit: string, measure: Measure])[]

  constructor(executor: AnyExecutor, name: string, operation: Operation) {
    const { capability, grants, limits } = executor
    this.#name = name
    this.#operation = operation
    this.#executor = executor
    this.#beyond = operation.asks.filter(
      ({ guarantee, rung }) => !reaches(capability.guarantees[guarantee] ?? [rung], grants[guarantee] ?? '', rung),
    )
    this.#measures = Object.entries(capability.limits)
      .filter(([, limit]) => limit.measure !== 'rung_ms' && limit.operation === name)
      .map(([limitName, limit]) => [limitName, measureOf(limit, limits[limitName] ?? 0)])
  }

  /** The intent that the fields state, or the failure `invalid`, `unsupported` or `too_large`. */
  admit(fields: unknown): AnyIntent | Failed {
    const checked = this.#check(fields)
    if (!checked.fits) return this.#refuse('invalid', checked.says)
    // The schema gives an object, by the type of a store's methods.
    const intent = Object.assign({ kind: this.#name }, checked.value, { kind: this.#name })
    for (const rule of this.#beyond) {
      if (fits(rule.when, intent)) return this.#refuse('unsupported', this.#asksTooMuch(rule))
    }
    for (const [limit, measure] of this.#measures) {
      const above = measure(intent)
      if (above !== undefined) return this.#refuse('too_large', this.#isTooLarge(limit, above))
    }
    return intent
  }

  #check(fields: unknown): ReturnType<typeof check> {
    try {
      return check(this.#operation.intent, fields)
    } catch (thrown) {
      return { fits: false, says: `cannot be read: reading it threw ${messageOf(thrown)}` }
    }
  }

  #asksTooMuch({ guarantee, rung }: Rule): string {
    const { technology, grants } = this.#executor
    return `this asks ${guarantee} ${rung}, and ${technology.name} as it is configured grants ${grants[guarantee] ?? 'nothing'}`
  }

  #isTooLarge(limit: string, { place, found }: Excess): string {
    const { capability, limits } = this.#executor
    const unit = capability.limits[limit]?.measure === 'items' ? 'items' : 'bytes of JSON'
    const most = (limits[limit] ?? 0).toLocaleString('en')
    return `${place} has ${found.toLocaleString('en')} ${unit}, and ${limit} is ${most}: make it smaller or split it`
  }

  #refuse(failure: 'invalid' | 'unsupported' | 'too_large', says: string): Failed {
    return failed(failure, 'none', this.#name, `${this.#name}: ${says}.`)
  }
}
