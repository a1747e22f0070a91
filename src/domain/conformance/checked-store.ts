import type { Operation } from '../capability/capability.ts'
import type { Call } from '../capability/outcome.ts'
import { check } from '../capability/schema.ts'
import { EventStore, type EventStore as Store } from '../event/store.ts'
import { BrokenLaw, text } from './expect.ts'

/** What a witness needs to judge a store. */
export interface Witnessing {
  /** The failures that the binding can give. */
  readonly failures: readonly string[]
  /** The most milliseconds of a call. */
  readonly deadlineMs: number
  /** Told of each breach of totality, in a sentence. */
  breach(says: string): void
  /** Resolves with what a promise resolves with, or with `late` after so many milliseconds. */
  within<Value>(promise: Promise<Value>, ms: number): Promise<Value | 'late'>
}

type Items = AsyncIterableIterator<unknown, undefined>

/** A store whose every answer is looked at: that it comes in time, that nothing is thrown, and that it is as declared. */
export const witnessed = (store: Store, by: Witnessing): Store => {
  const watched = Object.entries(EventStore.operations).map(([name, operation]) => {
    const method: (fields: object, call?: Call) => unknown = Reflect.get(store, name)
    const ask = (fields: object, call: Call | undefined): unknown =>
      call === undefined ? method(fields) : method(fields, call)
    return [
      name,
      operation.gives === 'one'
        ? (fields: object, call?: Call) => awaitedLater(one(name, operation, () => ask(fields, call), call, by))
        : (fields: object, call?: Call) =>
            new Watched(
              name,
              operation,
              begun(name, () => ask(fields, call)),
              by,
            ),
    ]
  })
  // One method an operation, each with the fields and answers of the store's own; the compiler cannot follow a loop over names.
  return Object.freeze(Object.fromEntries(watched)) as Store
}

/** A case may ask now and await later: what is thrown until then is not unheard. */
const awaitedLater = <Value>(promise: Promise<Value>): Promise<Value> => {
  promise.catch(() => undefined)
  return promise
}

/** Milliseconds that a machine may be late with an answer. */
const GRACE_MS = 10_000

const one = async (
  name: string,
  operation: Operation,
  ask: () => unknown,
  call: Call | undefined,
  by: Witnessing,
): Promise<unknown> => {
  const mostMs = Math.min(by.deadlineMs, call?.deadlineMs ?? by.deadlineMs) + GRACE_MS
  const outcome = await by.within(answered(name, ask), mostMs)
  if (outcome === 'late') throw new BrokenLaw(`${name} was not answered within ${mostMs} ms.`, 'total')
  judge(name, operation, outcome, by)
  return outcome
}

/** What was asked for. An answer that is a rejection, and what is thrown in place of a promise, are no answers at all. */
const answered = async (name: string, ask: () => unknown): Promise<unknown> => {
  try {
    return await ask()
  } catch (error) {
    throw new BrokenLaw(`${name} threw or rejected: ${String(error)}.`, 'total')
  }
}

/** The items that were asked for. */
const begun = (name: string, ask: () => unknown): Items => {
  try {
    // A store gives them for an operation that gives many.
    return ask() as Items
  } catch (error) {
    throw new BrokenLaw(`${name} threw: ${String(error)}.`, 'total')
  }
}

/** The items of an operation that gives many, each of them looked at. */
class Watched implements AsyncIterableIterator<unknown, undefined> {
  readonly #name: string
  readonly #operation: Operation
  readonly #items: Items
  readonly #by: Witnessing
  /** The kind of the item after which none may come. */
  #last: string | undefined

  constructor(name: string, operation: Operation, items: Items, by: Witnessing) {
    this.#name = name
    this.#operation = operation
    this.#items = items
    this.#by = by
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return awaitedLater(this.#next())
  }

  async #next(): Promise<IteratorResult<unknown, undefined>> {
    const result = await answered(this.#name, () => this.#items.next())
    if (field(result, 'done') === true) {
      this.#last ??= 'its end'
      return { done: true, value: undefined }
    }
    const value = field(result, 'value')
    if (this.#last !== undefined)
      this.#by.breach(`${this.#name} gave an item after ${this.#last}, which is always the last.`)
    const kind = judge(this.#name, this.#operation, value, this.#by)
    if (LASTS.has(kind)) this.#last = kind
    return { done: false, value }
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    return awaitedLater(this.#return())
  }

  async #return(): Promise<IteratorResult<unknown, undefined>> {
    const name = `return() of ${this.#name}`
    const ended = await this.#by.within(
      answered(name, () => this.#items.return?.()),
      GRACE_MS,
    )
    if (ended === 'late') throw new BrokenLaw(`${name} was not answered within ${GRACE_MS} ms.`, 'total')
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

/** The kinds of items behind which nothing may come. */
const LASTS = new Set(['failed', 'truncated', 'ahead'])

/** Looks at one answer, tells of what is not as declared, and gives its kind. */
const judge = (name: string, operation: Operation, answer: unknown, by: Witnessing): string => {
  const kind = String(field(answer, 'kind'))
  const says =
    kind === 'failed' ? flawOfFailure(name, operation.touches, answer, by.failures) : flawOfResult(operation, answer)
  if (says !== undefined) by.breach(`${name} gave what is not as declared: ${says}. It was ${text(answer)}.`)
  return kind
}

const flawOfResult = (operation: Operation, answer: unknown): string | undefined => {
  const checked = check(operation.result, answer)
  return checked.fits ? undefined : checked.says
}

/** What of a failure is not as declared, or nothing. An `open` and a `close` count as reads: they store nothing. */
export const flawOfFailure = (
  operation: string,
  touches: 'read' | 'write',
  answer: unknown,
  given: readonly string[],
): string | undefined => {
  const table: { readonly [word: string]: { readonly effects: readonly string[] } } = EventStore.failures
  const word = String(field(answer, 'failure'))
  const effect = String(field(answer, 'effect'))
  const known = Object.hasOwn(table, word) ? table[word] : undefined
  const effects = touches === 'read' ? ['none'] : (known?.effects ?? [])
  const retryAfterMs = field(answer, 'retryAfterMs')
  const evidence = field(answer, 'evidence')
  const extra = Object.keys(Object(answer)).find((key) => !FIELDS.has(key))
  if (extra !== undefined) return `a failure has no field ${extra}`
  if (known === undefined) return `${word} is no failure of an event store`
  if (word === 'unclassified')
    return 'unclassified is a defect of the binding, which met an error that it does not know'
  if (!given.includes(word)) return `${word} is none of the failures that the binding says it can give`
  if (!effects.includes(effect)) return `the effect of ${word} is never ${effect} here`
  if (field(answer, 'operation') !== operation) return `its operation must be ${operation}`
  if (!isSentence(field(answer, 'says'))) return '`says` must be a sentence: words, and a full stop at its end'
  if (retryAfterMs !== null && !(Number.isFinite(retryAfterMs) && Number(retryAfterMs) >= 0)) {
    return '`retryAfterMs` must be null or milliseconds from 0'
  }
  if (evidence !== null && !EVIDENCE.every((key) => typeof field(evidence, key) === 'string')) {
    return '`evidence` must be null or { technology, code, message }'
  }
  return undefined
}

const EVIDENCE = ['technology', 'code', 'message']
const FIELDS = new Set(['kind', 'failure', 'effect', 'operation', 'says', 'retryAfterMs', 'evidence'])

const isSentence = (value: unknown): boolean => typeof value === 'string' && value.includes(' ') && /[.!?]$/.test(value)

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
