import type { Operation } from '../../../domain/capability/capability.ts'
import { type Failed, failed } from '../../../domain/capability/failure.ts'
import { reaches, type RungRule } from '../../../domain/capability/guarantee.ts'
import { type Excess, type Limit, type Measure, measureOf } from '../../../domain/capability/limit.ts'
import { check, fits } from '../../../domain/capability/schema.ts'
import type { AnyExecutor, AnyIntent } from '../executor.ts'
import { messageOf } from '../../../domain/data/message-of.ts'

/**
 * A list of up to this many items is checked even if it exceeds its limit: a fault in an item is worth more than the
 * message that there are too many.
 */
const SHORT = 1_000

/** A limit of the operation, and the function that finds a place that exceeds it. */
interface Bound {
  readonly name: string
  readonly limit: Limit
  readonly above: Measure
}

/** What of an executor decides whether an intent is admitted. A binding has it too. */
type Granting = Pick<AnyExecutor, 'capability' | 'technology' | 'grants' | 'limits'>

/** Admits the intents of one operation that a binding can honour, and refuses all others before any I/O. */
export class Admission {
  readonly #name: string
  readonly #operation: Operation
  readonly #executor: Granting
  /** The rules whose rung is not granted. Only these can refuse an intent. */
  readonly #notGranted: readonly RungRule[]
  readonly #measures: readonly Bound[]
  /**
   * The limits on the length of a list. They are checked first, so that a long list is refused before its items are
   * read.
   */
  readonly #counts: readonly Bound[]

  constructor(executor: Granting, name: string, operation: Operation) {
    const { capability, grants, limits } = executor
    this.#name = name
    this.#operation = operation
    this.#executor = executor
    this.#notGranted = operation.asks.filter(
      ({ guarantee, rung }) => !reaches(capability.guarantees[guarantee] ?? [rung], grants[guarantee] ?? '', rung),
    )
    const bounds = Object.entries(capability.limits)
      .filter(([, limit]) => 'operation' in limit && limit.operation === name)
      .map(([limitName, limit]) => ({ name: limitName, limit, above: measureOf(limit, limits[limitName] ?? 0) }))
    this.#measures = bounds
    this.#counts = bounds
      .filter(({ limit }) => limit.measure === 'items' && !limit.path.endsWith('[]'))
      .map((count) => ({ ...count, above: measureOf(count.limit, Math.max(limits[count.name] ?? 0, SHORT)) }))
  }

  /**
   * Returns the intent that the fields state, or the failure `invalid`, `unsupported` or `too_large`. It never throws,
   * whatever the fields are.
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
    // The schema returns an object, by the type of a store's methods.
    const intent = Object.assign({ kind: this.#name }, checked.value, { kind: this.#name })
    for (const rule of this.#notGranted) {
      if (fits(rule.when, intent)) return this.#refuse('unsupported', this.#asksTooMuch(rule))
    }
    return this.#tooLarge(this.#measures, intent) ?? intent
  }

  #tooLarge(measures: readonly Bound[], stated: unknown): Failed | undefined {
    for (const bound of measures) {
      const excess = bound.above(stated)
      if (excess !== undefined) return this.#refuse('too_large', this.#isTooLarge(bound, excess))
    }
    return undefined
  }

  #asksTooMuch({ guarantee, rung }: RungRule): string {
    const { technology, grants } = this.#executor
    return `this needs ${guarantee} ${rung}, but ${technology.name} as configured grants ${grants[guarantee] ?? 'nothing'}`
  }

  #isTooLarge({ name, limit }: Bound, { place, found }: Excess): string {
    const most = withCommas(this.#executor.limits[name] ?? 0)
    if (limit.measure === 'value')
      return `${place} is ${withCommas(found)}, but ${name} is ${most}: state at most ${most}`
    const unit = limit.measure === 'items' ? 'items' : 'bytes of UTF-8'
    const has = limit.measure === 'json_bytes' && limit.path === '' && limit.of.length > 1 ? 'have' : 'has'
    return `${place} ${has} ${withCommas(found)} ${unit}, but ${name} is ${most}: make it smaller or split it`
  }

  #refuse(failure: 'invalid' | 'unsupported' | 'too_large', says: string): Failed {
    return failed(failure, 'none', this.#name, `${this.#name}: ${says}.`)
  }
}

/** Writes a number with commas. `toLocaleString` would take 30 ms the first time. */
const withCommas = (number: number): string =>
  String(number).replace(/^-?\d+/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ','))
