import type { Operation } from '../../domain/capability/capability.ts'
import { type Failed, failed } from '../../domain/capability/failure.ts'
import { reaches, type Rule } from '../../domain/capability/guarantee.ts'
import { excess, type Limit } from '../../domain/capability/limit.ts'
import { check, fits } from '../../domain/capability/schema.ts'
import type { AnyExecutor, AnyIntent } from './executor.ts'

/** Lets in the intents of one operation that a binding can honour, and refuses all others before any I/O. */
export class Admission {
  readonly #name: string
  readonly #operation: Operation
  readonly #executor: AnyExecutor
  /** The rules whose rung is not granted: only these can refuse. */
  readonly #beyond: readonly Rule[]
  readonly #limits: readonly (readonly [name: string, limit: Limit, most: number])[]

  constructor(executor: AnyExecutor, name: string, operation: Operation) {
    const { capability, grants, limits } = executor
    this.#name = name
    this.#operation = operation
    this.#executor = executor
    this.#beyond = operation.asks.filter(
      ({ guarantee, rung }) => !reaches(capability.guarantees[guarantee] ?? [rung], grants[guarantee] ?? '', rung),
    )
    this.#limits = Object.entries(capability.limits)
      .filter(([, limit]) => limit.measure !== 'rung_ms' && limit.operation === name)
      .map(([limitName, limit]) => [limitName, limit, limits[limitName] ?? 0])
  }

  /** The intent that the fields state, or the failure `invalid`, `unsupported` or `too_large`. */
  admit(fields: unknown): AnyIntent | Failed {
    const checked = this.#check(fields)
    if (!checked.fits) return this.#refuse('invalid', checked.says)
    const intent = { kind: this.#name }
    // The schema is an object's, by the type of a store's methods.
    Object.assign(intent, checked.value)
    for (const rule of this.#beyond) {
      if (fits(rule.when, intent)) return this.#refuse('unsupported', this.#asksTooMuch(rule))
    }
    for (const [name, limit, most] of this.#limits) {
      const above = excess(limit, most, intent)
      if (above === undefined) continue
      const [found, unit] = [above.found.toLocaleString('en'), limit.measure === 'items' ? 'items' : 'bytes of JSON']
      return this.#refuse(
        'too_large',
        `${above.place} has ${found} ${unit}, and ${name} is ${most.toLocaleString('en')}: make it smaller or split it`,
      )
    }
    return intent
  }

  #check(fields: unknown): ReturnType<typeof check> {
    try {
      return check(this.#operation.intent, fields)
    } catch (thrown) {
      // A schema that answers with a promise is a mistake in the declaration; anything else is a getter of the caller's.
      if (thrown instanceof TypeError && thrown.message.startsWith('This schema')) throw thrown
      return { fits: false, says: `cannot be read: reading it threw ${String(thrown)}` }
    }
  }

  #asksTooMuch({ guarantee, rung }: Rule): string {
    const { technology, grants } = this.#executor
    return `this asks ${guarantee} ${rung}, and ${technology.name} as it is configured grants ${grants[guarantee] ?? 'nothing'}`
  }

  #refuse(failure: 'invalid' | 'unsupported' | 'too_large', says: string): Failed {
    return failed(failure, 'none', this.#name, `${this.#name}: ${says}.`)
  }
}
