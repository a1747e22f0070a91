import type { Capability, Operation } from '../../capability/capability.ts'
import type { CallOptions, Store } from '../../capability/outcome.ts'
import { type RungRule, reaches } from '../../capability/guarantee.ts'
import { check, fits } from '../../capability/schema.ts'
import { type Rungs, casesOf, type Case, type StatedCase } from '../case.ts'
import type { CaseContext, TaskContext } from '../context.ts'
import { Broken, BrokenLaw, holds, same, text } from '../expect.ts'
import type { Specification, Subject } from '../specification.ts'
import type { DerivedLaw } from './laws.ts'

/** A specification of any capability. */
export interface AnySpecification extends Specification<Capability> {}

/** What a derived case can use. */
export interface AnyContext extends CaseContext<Capability> {}

/** What a task of a derived case can use. */
export interface AnyTaskContext extends TaskContext<Capability> {}

/** A store of any capability. */
export type AnyStore = Store<Capability>

/** A subject of any capability. */
export type AnySubject = Subject<Capability>

/** What an operation returned: a result or a failure. */
export interface Answer {
  readonly kind: string
}

/** A derived case as it is written. */
export interface StatedDerivedCase extends StatedCase<Capability> {}

/** Makes the cases of a derived law. */
export const derived = (law: DerivedLaw, stated: readonly StatedDerivedCase[]): readonly Case<Capability>[] =>
  casesOf(law, stated)

/** Rungs by the names of their guarantees. */
export const rungs = (named: { readonly [guarantee: string]: string }): Rungs<Capability> => named

/** Options that leave everything to the policy. */
export const PLAIN: CallOptions = Object.freeze({ signal: null, deadlineMs: null })

/** The most milliseconds that a case waits for the first item of an operation that may be silent. */
const SILENT_MS = 300

/**
 * Calls an operation and returns its answer. For an operation that gives many items that is the first item, or
 * `undefined` if there is none, or none in time and the operation may be silent.
 */
export const ask = async (
  specification: AnySpecification,
  store: AnyStore,
  operation: string,
  fields: unknown,
  call: unknown,
): Promise<Answer | undefined> => {
  // This also makes calls that no typed caller can make.
  const method = Reflect.get(store, operation) as (fields: unknown, call: unknown) => unknown
  const declared = operationOf(specification, operation)
  // A checked store returns what the declaration says.
  if (declared.gives !== 'many') return method(fields, call) as Promise<Answer>
  const items = method(fields, silent(declared, call)) as AsyncIterator<Answer, undefined>
  const first = await items.next()
  await items.return?.()
  return first.done === true || isSilence(declared, first.value) ? undefined : first.value
}

/** Gives a reader that may wait for ever a deadline. */
const silent = ({ silent: word }: Extract<Operation, { gives: 'many' }>, call: unknown): unknown => {
  const { signal, deadlineMs } = Object(call)
  return word === 'may_last' && deadlineMs === null ? { signal, deadlineMs: SILENT_MS } : call
}

const isSilence = ({ silent: word }: Extract<Operation, { gives: 'many' }>, answer: Answer): boolean =>
  word === 'may_last' && failureOf(answer) === 'timeout'

/** Returns the word of a failure, or `undefined` for a result. */
export const failureOf = (answer: Answer | undefined): string | undefined =>
  answer?.kind === 'failed' ? Object(answer).failure : undefined

/** A write that was made, and its outcome. */
export interface Tried {
  readonly subject: AnySubject
  /** The same object that was passed to the store. */
  readonly fields: object
  readonly outcome: Answer
}

/** Makes the writes of a case, each with a number of its own. */
export class Writes {
  readonly #specification: AnySpecification
  #next: number

  constructor(specification: AnySpecification, from: number) {
    this.#specification = specification
    this.#next = from
  }

  /** Returns the fields of a new write. */
  fields(context: AnyTaskContext, subject: AnySubject): object {
    const fields = subject.fields(context, this.#next)
    this.#next += 1
    if (typeof fields === 'object' && fields !== null) return fields
    throw new Broken(`the subject ${subject.operation} returns fields that are no object: ${text(fields)}`)
  }

  /** Makes a new write. */
  async try(context: AnyTaskContext, subject: AnySubject, call: CallOptions): Promise<Tried> {
    return this.again(context, { subject, fields: this.fields(context, subject) }, call)
  }

  /** Makes a write with these fields. */
  async again(
    { store }: AnyTaskContext,
    { subject, fields }: Omit<Tried, 'outcome'>,
    call: CallOptions,
  ): Promise<Tried> {
    const outcome = await ask(this.#specification, store, subject.operation, fields, call)
    if (outcome === undefined) throw new Broken(`the subject ${subject.operation} gives many items: a write gives one`)
    return { subject, fields, outcome }
  }

  /** Makes one write of each subject, which must be done. */
  async all(context: AnyTaskContext): Promise<readonly Tried[]> {
    const made: Tried[] = []
    for (const subject of this.#specification.subjects) {
      const tried = await this.try(context, subject, PLAIN)
      holds(isDone(tried), `${whatOf(tried)}, and it is a write that a store which works does`)
      made.push(tried)
    }
    return made
  }
}

/** Returns whether the outcome of a write says that it has happened. */
export const isDone = ({ subject, outcome }: Tried): boolean => outcome.kind !== 'failed' && subject.done(outcome)

/** Describes a write and its outcome. */
export const whatOf = ({ subject, fields, outcome }: Tried): string =>
  `${subject.operation} of ${text(fields)} returned ${text(outcome)}`

/** Claims that writes that were done have happened once. The law that they break is that of the case, unless named. */
export const happenedOnce = async (
  store: AnyStore,
  made: readonly Tried[],
  when: string,
  law: DerivedLaw | null,
): Promise<void> => {
  for (const tried of made) {
    const times = await tried.subject.happened(store, tried.fields)
    if (times !== 1 && times !== 'cannot_tell')
      throw new BrokenLaw(`${when}, it has happened ${times} times: ${whatOf(tried)}`, law)
  }
}

/** Claims that the store does writes of every subject, and that they happen. */
export const works = async (specification: AnySpecification, context: AnyContext, writes: Writes): Promise<void> => {
  await happenedOnce(context.store, await writes.all(context), 'right after it was made', null)
  for (const [operation, [fields]] of admitted(specification, context)) {
    const read = specification.capability.operations[operation]?.touches === 'read'
    if (read && fields !== undefined)
      isResult(await ask(specification, context.store, operation, fields, PLAIN), operation, fields)
  }
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
  return checked.fits && fits(when, { ...Object(checked.value), kind: operation })
}

/** Returns an operation of the capability. Throws a `TypeError` if it is not declared. */
export const operationOf = ({ capability }: AnySpecification, name: string): Operation => {
  const operation = Object.hasOwn(capability.operations, name) ? capability.operations[name] : undefined
  if (operation === undefined)
    throw new TypeError(`${capability.name} has no operation ${name}, which a subject names.`)
  return operation
}

/** Claims that a call was refused with this word and effect none, and did not reach the technology. */
export const isRefused = (
  context: AnyContext,
  answer: Answer | undefined,
  word: string,
  what: string,
  fields: unknown,
): void => {
  const { failure, effect } = Object(answer)
  same([failure, effect], [word, 'none'], `${what}: the failure and its effect`)
  if (typeof fields === 'object' && fields !== null)
    same(context.attempts(fields), 0, `${what}: attempts that reached the technology`)
}

/** Does the work of a case, and counts what it breaks as a breach of another law than the law of the case. */
export const as = async (law: DerivedLaw, work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    throw error instanceof Broken ? new BrokenLaw(error.message, error.law ?? law) : error
  }
}
