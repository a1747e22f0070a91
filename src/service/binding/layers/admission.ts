import type { Operation } from '../../../domain/capability/capability.ts'
import { type Failed, failed } from '../../../domain/capability/failure.ts'
import { reaches, type RungRule } from '../../../domain/capability/guarantee.ts'
import { type Excess, type Limit, type Measure, measureOf } from '../../../domain/capability/limit.ts'
import { check, fits } from '../../../domain/capability/schema.ts'
import { messageOf } from '../message-of.ts'
import type { AnyExecutor, AnyIntent } from '../executor.ts'

/**
 * A list of this many items is walked whatever its limit is: what is wrong with its items is worth more than that there
 * are too many.
 */
const SHORT = 1_000

/** A limit of the operation, and what finds the place that is above it. */
interface Held {
  readonly name: string
  readonly limit: Limit
  readonly above: Measure
}

/** Lets in the intents of one operation that a binding can honour, and refuses all others before any I/O. */
export class Admission {
  readonly #name: string
  readonly #operation: Operation
  readonly #executor: AnyExecutor
  /** The rules whose rung is not granted: only these can refuse. */
  readonly #beyond: readonly RungRule[]
  readonly #measures: readonly Held[]
  /** Those of the measures that count a list: a long one is refused before it is walked. */
  readonly #counts: readonly Held[]

  constructor(executor: AnyExecutor, name: string, operation: Operation) {
    const { capability, grants, limits } = executor
    this.#name = name
    this.#operation = operation
    this.#executor = executor
    this.#beyond = operation.asks.filter(
      ({ guarantee, rung }) => !reaches(capability.guarantees[guarantee] ?? [rung], grants[guarantee] ?? '', rung),
    )
    const held = Object.entries(capability.limits)
      .filter(([, limit]) => limit.measure !== 'rung_ms' && limit.operation === name)
      .map(([limitName, limit]) => ({ name: limitName, limit, above: measureOf(limit, limits[limitName] ?? 0) }))
    this.#measures = held
    this.#counts = held
      .filter(({ limit }) => limit.measure === 'items' && !limit.path.endsWith('[]'))
      .map((count) => ({ ...count, above: measureOf(count.limit, Math.max(limits[count.name] ?? 0, SHORT)) }))
  }

  /**
   * The intent that the fields state, or the failure `invalid`, `unsupported` or `too_large`. It never throws, whatever
   * the fields are.
   */
  admit(fields: unknown): AnyIntent | Failed {
    try {
      return this.#tooLarge(this.#counts, fields) ?? this.#admit(fields)
    } catch (thrown) {
      return this.#refuse('invalid', `cannot be read: reading it threw ${messageOf(thrown)}`)
    }
  }

  #admit(fields: unknown): AnyIntent | Failed {
    const checked = check(this.#operation.intent, fields)
    if (!checked.fits) return this.#refuse('invalid', checked.says)
    // The schema gives an object, by the type of a store's methods.
    const intent = Object.assign({ kind: this.#name }, checked.value, { kind: this.#name })
    for (const rule of this.#beyond) {
      if (fits(rule.when, intent)) return this.#refuse('unsupported', this.#asksTooMuch(rule))
    }
    return this.#tooLarge(this.#measures, intent) ?? intent
  }

  #tooLarge(measures: readonly Held[], stated: unknown): Failed | undefined {
    for (const { name, above } of measures) {
      const excess = above(stated)
      if (excess !== undefined) return this.#refuse('too_large', this.#isTooLarge(name, excess))
    }
    return undefined
  }

  #asksTooMuch({ guarantee, rung }: RungRule): string {
    const { technology, grants } = this.#executor
    return `this asks ${guarantee} ${rung}, and ${technology.name} as it is configured grants ${grants[guarantee] ?? 'nothing'}`
  }

  #isTooLarge(limit: string, { place, found }: Excess): string {
    const { capability, limits } = this.#executor
    const unit = capability.limits[limit]?.measure === 'items' ? 'items' : 'bytes of JSON'
    const most = figure(limits[limit] ?? 0)
    return `${place} has ${figure(found)} ${unit}, and ${limit} is ${most}: make it smaller or split it`
  }

  #refuse(failure: 'invalid' | 'unsupported' | 'too_large', says: string): Failed {
    return failed(failure, 'none', this.#name, `${this.#name}: ${says}.`)
  }
}

/** A whole number with commas: what the language has for that takes 30 ms the first time. */
const figure = (number: number): string => String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',')
