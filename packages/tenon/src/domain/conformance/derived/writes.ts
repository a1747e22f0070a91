import type { CallOptions } from '../../capability/outcome.ts'
import { Broken, BrokenLaw, text, Unproved } from '../expect.ts'
import {
  type Answer,
  type AnyContext,
  type AnySpecification,
  type AnyStore,
  type AnySubject,
  type AnyTaskContext,
  ask,
  operationOf,
  PLAIN,
} from './calls.ts'
import type { DerivedLaw } from './laws.ts'
import { admitted, isResult } from './samples.ts'

/** A write that can be made. */
export interface Ready {
  readonly subject: AnySubject
  /** The object that is passed to the store. */
  readonly fields: object
}

/** A write that was made, and its outcome. */
export interface Tried extends Ready {
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
  async fields(context: AnyTaskContext, subject: AnySubject): Promise<object> {
    const number = this.#next
    this.#next += 1
    const fields = await subject.fields(context, number)
    if (typeof fields === 'object' && fields !== null) return fields
    throw new Broken(`the subject ${subject.operation} returns fields that are no object: ${text(fields)}`)
  }

  /** Returns this many new writes of each subject, to be made later. */
  async ready(context: AnyTaskContext, many: number): Promise<readonly Ready[]> {
    const subjects = this.#specification.subjects.flatMap((subject) => Array.from({ length: many }, () => subject))
    return Promise.all(subjects.map(async (subject) => ({ subject, fields: await this.fields(context, subject) })))
  }

  /** Makes a new write. */
  async try(context: AnyTaskContext, subject: AnySubject, call: CallOptions): Promise<Tried> {
    return this.again(context, { subject, fields: await this.fields(context, subject) }, call)
  }

  /** Makes a write with these fields. */
  async again({ store }: AnyTaskContext, { subject, fields }: Ready, call: CallOptions): Promise<Tried> {
    const outcome = await ask(this.#specification, store, subject.operation, fields, call)
    if (outcome === undefined) throw new Broken(`the subject ${subject.operation} gives many items: a write gives one`)
    return { subject, fields, outcome }
  }

  /** Makes one write of each subject, which must be done. */
  async all(context: AnyTaskContext): Promise<readonly Tried[]> {
    const made: Tried[] = []
    for (const subject of this.#specification.subjects) {
      const tried = await this.try(context, subject, PLAIN)
      await mustBeDone(context, tried)
      made.push(tried)
    }
    return made
  }
}

/** Returns whether the outcome of a write says that it has happened. */
export const isDone = ({ subject, outcome }: Tried): boolean => outcome.kind !== 'failed' && subject.done(outcome)

/**
 * Claims that a write that nothing hinders is done. If it has happened although it is not done, its result or its
 * subject is wrong, and no other law can be judged.
 */
export const mustBeDone = async ({ store }: AnyTaskContext, tried: Tried): Promise<void> => {
  if (isDone(tried)) return
  const { subject, fields, outcome } = tried
  const refused = `${whatOf(tried)}, and it is a write that a store which works does`
  if (outcome.kind === 'failed') throw new Broken(refused)
  const times = await subject.happened(store, fields)
  if (times === 0 || times === 'cannot_tell')
    throw new Broken(
      `${refused}. By done() of its subject in the specification, this result is not that of a write that has happened`,
    )
  throw new BrokenLaw(
    `${whatOf(tried)}. By happened() of its subject in the specification it has happened, and by done() it has not: correct the subject, or the result`,
    'total',
  )
}

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
  if ((await seenOnce(store, made, when, law)) === 0)
    throw new Unproved('of none of the writes could it be seen whether it has happened')
}

/** As `happenedOnce`, but returns of how many writes it could be seen. */
const seenOnce = async (
  store: AnyStore,
  made: readonly Tried[],
  when: string,
  law: DerivedLaw | null,
): Promise<number> => {
  let seen = 0
  for (const tried of made) {
    const times = await tried.subject.happened(store, tried.fields)
    if (times === 'cannot_tell') continue
    if (times !== 1) throw new BrokenLaw(`${when}, it has happened ${times} times: ${whatOf(tried)}`, law)
    seen += 1
  }
  return seen
}

/** Claims that the store does writes of every subject, and that they happen. */
export const works = async (specification: AnySpecification, context: AnyContext, writes: Writes): Promise<void> => {
  await seenOnce(
    context.store,
    await writes.all(context),
    'right after it was made, by happened() of its subject in the specification',
    null,
  )
  for (const [operation, [fields]] of admitted(specification, context)) {
    const read = operationOf(specification, operation).touches === 'read'
    if (read && fields !== undefined)
      isResult(await ask(specification, context.store, operation, fields, PLAIN), operation, fields)
  }
}
