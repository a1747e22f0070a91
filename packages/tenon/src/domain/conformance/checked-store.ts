import type { Capability, Operation } from '../capability/capability.ts'
import type { CallOptions, Store } from '../capability/outcome.ts'
import { check } from '../capability/schema.ts'
import { BrokenLaw, text } from './expect.ts'

/** What is needed to check the answers of a store. */
export interface StoreCheck {
  /** The failures that the binding can give. */
  readonly failures: readonly string[]
  /** The most milliseconds that a call may take. */
  readonly deadlineMs: number
  /** Takes note of a breach of the law `total`, described in a sentence. */
  breach(says: string): void
  /** Resolves as the promise does, or with `late` after this many milliseconds. */
  within<Value>(promise: Promise<Value>, ms: number): Promise<Value | 'late'>
}

type Items = AsyncIterableIterator<unknown, undefined>

/** One operation of a store, and how its answers are checked. */
interface Checked {
  readonly name: string
  readonly operation: Operation
  readonly capability: Capability
  /** The kinds of items that are always the last. */
  readonly last: readonly string[]
  readonly by: StoreCheck
}

/**
 * Wraps a store and checks every answer: that it comes in time, that nothing is thrown, and that it is as the
 * capability declares. A late or thrown answer throws `BrokenLaw`; an answer that is not as declared is reported as a
 * breach.
 */
export const checkedStore = <C extends Capability>(capability: C, store: Store<C>, by: StoreCheck): Store<C> => {
  const methods = Object.entries(capability.operations).map(([name, operation]) => {
    const method: (fields: object, call?: CallOptions) => unknown = Reflect.get(store, name)
    const ask = (fields: object, call: CallOptions | undefined): unknown =>
      call === undefined ? method(fields) : method(fields, call)
    const checked: Checked = {
      name,
      operation,
      capability,
      last: operation.gives === 'many' ? ['failed', ...operation.last] : [],
      by,
    }
    return [
      name,
      operation.gives === 'one'
        ? (fields: object, call?: CallOptions) => handled(answerOf(checked, () => ask(fields, call), call))
        : (fields: object, call?: CallOptions) =>
            new CheckedItems(
              checked,
              begun(name, () => ask(fields, call)),
            ),
    ]
  })
  // Each operation has one method, with the fields and answers of the store's own. The compiler cannot follow a loop
  // over names.
  return Object.freeze(Object.fromEntries(methods)) as Store<C>
}

/** A case may await the answer later: until then a rejection must not count as unhandled. */
const handled = <Value>(promise: Promise<Value>): Promise<Value> => {
  promise.catch(() => undefined)
  return promise
}

/** The milliseconds by which a busy machine may be late with an answer. */
const GRACE_MS = 10_000

const answerOf = async (checked: Checked, ask: () => unknown, call: CallOptions | undefined): Promise<unknown> => {
  const { name, by } = checked
  const mostMs = Math.min(by.deadlineMs, call?.deadlineMs ?? by.deadlineMs) + GRACE_MS
  const outcome = await by.within(answered(name, ask), mostMs)
  if (outcome === 'late') throw new BrokenLaw(`${name} did not answer within ${mostMs} ms.`, 'total')
  judge(checked, outcome)
  return outcome
}

/** Returns the answer. A store may neither reject nor throw. */
const answered = async (name: string, ask: () => unknown): Promise<unknown> => {
  try {
    return await ask()
  } catch (error) {
    throw new BrokenLaw(`${name} threw or rejected: ${String(error)}.`, 'total')
  }
}

/** Starts an operation that gives many items. */
const begun = (name: string, ask: () => unknown): Items => {
  try {
    // A store returns items for an operation that gives many.
    return ask() as Items
  } catch (error) {
    throw new BrokenLaw(`${name} threw: ${String(error)}.`, 'total')
  }
}

/** The items of an operation that gives many, each of them checked. */
class CheckedItems implements AsyncIterableIterator<unknown, undefined> {
  readonly #checked: Checked
  readonly #items: Items
  /** The kind of the item after which none may come. */
  #last: string | undefined

  constructor(checked: Checked, items: Items) {
    this.#checked = checked
    this.#items = items
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return handled(this.#next())
  }

  async #next(): Promise<IteratorResult<unknown, undefined>> {
    const { name, by, last } = this.#checked
    const result = await answered(name, () => this.#items.next())
    if (field(result, 'done') === true) {
      this.#last ??= 'its end'
      return { done: true, value: undefined }
    }
    const value = field(result, 'value')
    if (this.#last !== undefined) by.breach(`${name} gave an item after ${this.#last}, which is always the last.`)
    const kind = judge(this.#checked, value)
    if (last.includes(kind)) this.#last = kind
    return { done: false, value }
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    return handled(this.#return())
  }

  async #return(): Promise<IteratorResult<unknown, undefined>> {
    const { name, by } = this.#checked
    const what = `return() of ${name}`
    const ended = await by.within(
      answered(what, () => this.#items.return?.()),
      GRACE_MS,
    )
    if (ended === 'late') throw new BrokenLaw(`${what} did not answer within ${GRACE_MS} ms.`, 'total')
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

/** Reports an answer that is not as declared. Returns the kind of the answer. */
const judge = ({ name, operation, capability, by }: Checked, answer: unknown): string => {
  const kind = String(field(answer, 'kind'))
  const says =
    kind === 'failed'
      ? flawOfFailure(capability, name, operation.touches, answer, by.failures)
      : flawOfResult(operation, answer)
  if (says !== undefined) by.breach(`${name} gave what is not as declared: ${says}. It was ${text(answer)}.`)
  return kind
}

const flawOfResult = (operation: Operation, answer: unknown): string | undefined => {
  const checked = check(operation.result, answer)
  return checked.fits ? undefined : checked.says
}

/**
 * Returns what in a failure is not as declared, or `undefined`. `open` and `close` count as reads, because they store
 * nothing.
 */
export const flawOfFailure = (
  { name, failures }: Capability,
  operation: string,
  touches: 'read' | 'write',
  answer: unknown,
  given: readonly string[],
): string | undefined => {
  const word = String(field(answer, 'failure'))
  const effect = String(field(answer, 'effect'))
  const known = Object.hasOwn(failures, word) ? failures[word] : undefined
  const effects: readonly string[] = touches === 'read' ? ['none'] : (known?.effects ?? [])
  const retryAfterMs = field(answer, 'retryAfterMs')
  const evidence = field(answer, 'evidence')
  const extra = Object.keys(Object(answer)).find((key) => !FIELDS.has(key))
  if (extra !== undefined) return `a failure has no field ${extra}`
  if (known === undefined) return `${word} is not a failure of ${name}`
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
