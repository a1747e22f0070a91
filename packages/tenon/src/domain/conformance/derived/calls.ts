import type { Capability, Operation } from '../../capability/capability.ts'
import type { CallOptions, Store } from '../../capability/outcome.ts'
import { casesOf, type Case, type Rungs, type StatedCase } from '../case.ts'
import type { CaseContext, TaskContext } from '../context.ts'
import { Broken, BrokenLaw, same } from '../expect.ts'
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

/** Calls an operation that gives many items, and gives its items, until it is silent if it may be. */
export async function* itemsOf(
  specification: AnySpecification,
  store: AnyStore,
  operation: string,
  fields: unknown,
): AsyncGenerator<Answer, undefined, undefined> {
  const declared = operationOf(specification, operation)
  if (declared.gives !== 'many') throw new TypeError(`${operation} does not give many items.`)
  const method = Reflect.get(store, operation) as (fields: unknown, call: unknown) => unknown
  const items = method(fields, silent(declared, PLAIN)) as AsyncIterable<Answer>
  for await (const item of items) if (!isSilence(declared, item)) yield item
  return undefined
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
