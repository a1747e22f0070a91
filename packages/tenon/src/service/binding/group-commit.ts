import type { Attempt } from './executor.ts'
import type { Runtime, Timer } from './runtime.ts'

/** The outcome of one transaction for a group of work items. */
export type Transacted<Answer> =
  /**
   * It was committed. There is one answer for each work item that was done, in order, and at least one answer. If there
   * are fewer answers than work items, the last items were not tried, and the next transaction begins with them.
   */
  | { readonly kind: 'committed'; readonly answers: readonly Answer[] }
  /**
   * Another connection holds the lock, and nothing was done. The answer is for the work items that have waited too
   * long.
   */
  | { readonly kind: 'held'; readonly answer: Answer }
  /**
   * It failed, and nothing was done. Each work item of the group is tried again on its own. The answer is for an item
   * that was on its own.
   */
  | { readonly kind: 'failed'; readonly answer: Answer }
  /**
   * Nothing can be trusted any more. `answer` is for this group, `later` for all work items that wait or come later.
   */
  | { readonly kind: 'ruined'; readonly answer: Answer; readonly later: Answer }

/** Does the work items of a group in one transaction. */
export interface Transactor<Work, Answer> {
  /**
   * Does the work items in order and commits them. It may end the transaction early, after at least one item, so that
   * it does not block the process for long. It should not throw. If it does, the promises of all the given items reject
   * with what it threw.
   */
  transact(works: readonly Work[]): Transacted<Answer>
  /**
   * Returns how much of a transaction's capacity a work item takes. It is called once for each item. If it throws, the
   * promise of that item rejects.
   */
  weigh(work: Work): number
  /** The answer for a work item that is cancelled while it waits. */
  readonly calledOff: Answer
}

/** How large a transaction may be, and how long a work item waits while another connection holds the lock. */
export interface GroupCommitRules {
  /** The most work items of one transaction. */
  readonly mostWorks: number
  /** The most weight of all work items of one transaction together. A single item may weigh more. */
  readonly mostWeight: number
  /** How many milliseconds a work item waits for the lock before it gets the answer for one that waited too long. */
  readonly patienceMs: number
}

interface Waiting<Work, Answer> {
  readonly work: Work
  readonly weight: number
  readonly attempt: Attempt
  /** When the lock was first found held. */
  since: number | undefined
  answer(answer: Answer): void
  /** Rejects its promise. */
  fail(thrown: unknown): void
}

/**
 * Group commit: the work items that wait share one transaction, and none gets its answer before the commit. If the
 * transaction fails, each item is tried again on its own, so that one item's failure does not affect the others.
 * Between two transactions the rest of the process gets its turn, and cancelled items are dropped.
 */
export class GroupCommit<Work, Answer> {
  readonly #transactor: Transactor<Work, Answer>
  readonly #calledOff: Answer
  readonly #rules: GroupCommitRules
  readonly #runtime: Runtime
  /** The items that wait for the next transaction, in order. */
  readonly #queue: Waiting<Work, Answer>[] = []
  /** The items that are tried again, each on its own, before the queue continues. */
  readonly #alone: Waiting<Work, Answer>[] = []
  #scheduled = false
  #lockTimer: Timer | undefined
  #ruined: { readonly later: Answer } | undefined
  #closing: { readonly closed: Answer; readonly ended: Promise<void>; done(): void } | undefined

  constructor(transactor: Transactor<Work, Answer>, rules: GroupCommitRules, runtime: Runtime) {
    this.#transactor = transactor
    this.#calledOff = transactor.calledOff
    this.#rules = rules
    this.#runtime = runtime
  }

  /**
   * Adds a work item to the next transaction. Resolves with the transactor's answer, or with `calledOff` if the attempt
   * is aborted before the item is tried. Rejects only with what the transactor throws; the layers turn that into the
   * failure `unclassified` with effect `unknown`.
   */
  add(work: Work, attempt: Attempt): Promise<Answer> {
    if (this.#ruined !== undefined) return Promise.resolve(this.#ruined.later)
    return new Promise((answer, fail) => {
      const weight = this.#transactor.weigh(work)
      const waiting: Waiting<Work, Answer> = { work, weight, attempt, since: undefined, answer, fail }
      this.#queue.push(waiting)
      if (this.#lockTimer === undefined) this.#schedule()
      else this.#noteWait(waiting, this.#runtime.now())
    })
  }

  /**
   * Commits the items that wait only for their transaction, and answers those that wait for another connection's lock
   * with `closed`. Resolves when every item has its answer. A second call does nothing more. No item may be added
   * afterwards.
   */
  close(closed: Answer): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.ended
    const { promise: ended, resolve: done } = Promise.withResolvers<void>()
    this.#closing = { closed, ended, done }
    this.#lockTimer?.cancel()
    if (this.#lockTimer !== undefined) for (const { answer } of this.#takeAll()) answer(closed)
    if (this.#empty) done()
    return ended
  }

  get #empty(): boolean {
    return this.#queue.length + this.#alone.length === 0
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    // It runs after everything that is ready to run now, so that all items added in this turn share the transaction.
    this.#runtime.soon(() => {
      this.#scheduled = false
      this.#run()
    })
  }

  #run(): void {
    this.#dropCancelled()
    const group = this.#alone.length > 0 ? this.#alone.splice(0, 1) : this.#next()
    if (group.length > 0) this.#transact(group)
    if (this.#empty) this.#closing?.done()
    else if (this.#lockTimer === undefined) this.#schedule()
  }

  #transact(group: readonly Waiting<Work, Answer>[]): void {
    try {
      this.#answer(group, this.#transactor.transact(group.map(({ work }) => work)))
    } catch (thrown) {
      for (const { fail } of group) fail(thrown)
    }
  }

  #answer(group: readonly Waiting<Work, Answer>[], transacted: Transacted<Answer>): void {
    switch (transacted.kind) {
      case 'committed':
        if (transacted.answers.length === 0) throw new TypeError('A transaction was committed without an answer.')
        for (const [i, answer] of transacted.answers.entries()) group[i]?.answer(answer)
        this.#queue.unshift(...group.slice(transacted.answers.length))
        break
      case 'held':
        this.#waitForLock(group, transacted.answer)
        break
      case 'failed':
        if (group.length > 1) this.#alone.push(...group)
        else group[0]?.answer(transacted.answer)
        break
      case 'ruined':
        this.#ruined = transacted
        for (const { answer } of group) answer(transacted.answer)
        for (const { answer } of this.#takeAll()) answer(transacted.later)
        break
      default:
        transacted satisfies never
    }
  }

  #next(): Waiting<Work, Answer>[] {
    const { mostWorks, mostWeight } = this.#rules
    let [works, weight] = [0, 0]
    for (const waiting of this.#queue) {
      weight += waiting.weight
      if (works > 0 && (works === mostWorks || weight > mostWeight)) break
      works += 1
    }
    return this.#queue.splice(0, works)
  }

  /** Answers the items that have waited too long. The others keep waiting. */
  #waitForLock(group: readonly Waiting<Work, Answer>[], tooLong: Answer): void {
    const now = this.#runtime.now()
    const closing = this.#closing
    for (const waiting of [...group, ...this.#takeAll()]) {
      if (closing !== undefined) {
        waiting.answer(closing.closed)
        continue
      }
      this.#noteWait(waiting, now)
      if (now - (waiting.since ?? now) >= this.#rules.patienceMs) waiting.answer(tooLong)
      else this.#queue.push(waiting)
    }
    if (this.#queue.length === 0) return
    this.#lockTimer = this.#runtime.after(lockRetryMs(this.#runtime.random()), () => {
      this.#lockTimer = undefined
      this.#run()
    })
  }

  /** Notes since when an item waits for the lock. The item is dropped as soon as it is cancelled. */
  #noteWait(waiting: Waiting<Work, Answer>, now: number): void {
    if (waiting.since !== undefined) return
    waiting.since = now
    waiting.attempt.signal.addEventListener('abort', () => this.#dropCancelled(), { once: true })
  }

  #dropCancelled(): void {
    for (const waits of [this.#queue, this.#alone]) {
      for (let i = waits.length - 1; i >= 0; i -= 1) {
        if (waits[i]?.attempt.aborted !== true) continue
        for (const { answer } of waits.splice(i, 1)) answer(this.#calledOff)
      }
    }
  }

  #takeAll(): Waiting<Work, Answer>[] {
    return [...this.#alone.splice(0), ...this.#queue.splice(0)]
  }
}

/**
 * Returns how many milliseconds to wait before trying the lock again, for a random number from 0 to 1: 1 to 5 ms, so
 * that processes do not collide again and again.
 */
export const lockRetryMs = (drawn: number): number => 1 + 4 * drawn
