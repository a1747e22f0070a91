import type { Attempt } from './executor.ts'
import type { Runtime, Timer } from './runtime.ts'

/** The outcome of one transaction for a group of works. */
export type Transacted<Answer> =
  /**
   * It is committed. There is one answer for each work that was done, in order, and at least one. Where there are fewer
   * answers than works, the last works were not tried, and the next transaction begins with them.
   */
  | { readonly kind: 'committed'; readonly answers: readonly Answer[] }
  /** Another connection holds the lock and nothing was done. The answer is for the works that have waited too long. */
  | { readonly kind: 'held'; readonly answer: Answer }
  /**
   * It failed and nothing was done. Each work of the group is tried again alone; the answer is for one that was alone.
   */
  | { readonly kind: 'failed'; readonly answer: Answer }
  /** Nothing can be trusted any more: the answer for this group, and the one for all works that wait or come later. */
  | { readonly kind: 'ruined'; readonly answer: Answer; readonly later: Answer }

/** Does the works of a group in one transaction. */
export interface Transactor<Work, Answer> {
  /**
   * Does the works in order and commits them. It may end the transaction early, after the first work or any later one,
   * so that it does not stop the process for long. It should not throw. If it does, all the works that it was given
   * reject with what it threw.
   */
  transact(works: readonly Work[]): Transacted<Answer>
  /**
   * How much of a transaction's room a work takes. It is asked once for each work. If it throws, the promise of that
   * work rejects.
   */
  weigh(work: Work): number
  /** The answer to a work that is called off while it waits. */
  readonly calledOff: Answer
}

/** How large a transaction may be, and how long one waits while somebody else holds the lock. */
export interface GroupCommitRules {
  readonly mostWorks: number
  readonly mostWeight: number
  readonly patienceMs: number
}

interface Waiting<Work, Answer> {
  readonly work: Work
  readonly weight: number
  readonly attempt: Attempt
  /** When it first found the lock held. */
  since: number | undefined
  answer(answer: Answer): void
  /** Rejects its promise. */
  fail(thrown: unknown): void
}

/**
 * Group commit: the works that wait share one transaction, and none is answered before its commit. When it fails, each
 * is tried again alone, so that one work's failure is its own. Between two transactions the rest of the process has its
 * turn, and a work that was called off is let go.
 */
export class GroupCommit<Work, Answer> {
  readonly #transactor: Transactor<Work, Answer>
  readonly #calledOff: Answer
  readonly #rules: GroupCommitRules
  readonly #runtime: Runtime
  /** What waits for the next transaction, in order. */
  readonly #queue: Waiting<Work, Answer>[] = []
  /** What is tried again, each alone, before the queue goes on. */
  readonly #alone: Waiting<Work, Answer>[] = []
  #scheduled = false
  #turn: Timer | undefined
  #ruined: { readonly later: Answer } | undefined
  #closing: { readonly closed: Answer; readonly ended: Promise<void>; done(): void } | undefined

  constructor(transactor: Transactor<Work, Answer>, rules: GroupCommitRules, runtime: Runtime) {
    this.#transactor = transactor
    this.#calledOff = transactor.calledOff
    this.#rules = rules
    this.#runtime = runtime
  }

  /**
   * Adds a work to the next transaction. Resolves with the transactor's answer, or with `calledOff` if the attempt is
   * aborted before the work is tried. Rejects only with what the transactor throws; the layers turn that into the
   * failure `unclassified`, effect `unknown`.
   */
  add(work: Work, attempt: Attempt): Promise<Answer> {
    if (this.#ruined !== undefined) return Promise.resolve(this.#ruined.later)
    return new Promise((answer, fail) => {
      const weight = this.#transactor.weigh(work)
      const waiting: Waiting<Work, Answer> = { work, weight, attempt, since: undefined, answer, fail }
      this.#queue.push(waiting)
      if (this.#turn === undefined) this.#schedule()
      else this.#wait(waiting, this.#runtime.now())
    })
  }

  /**
   * Commits what waits only for its transaction, and gives the answer `closed` to what waits for another connection's
   * lock. Resolves when every work has its answer; twice is once. Nothing may be added after it.
   */
  close(closed: Answer): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.ended
    const { promise: ended, resolve: done } = Promise.withResolvers<void>()
    this.#closing = { closed, ended, done }
    this.#turn?.cancel()
    if (this.#turn !== undefined) for (const { answer } of this.#take()) answer(closed)
    if (this.#empty) done()
    return ended
  }

  get #empty(): boolean {
    return this.#queue.length + this.#alone.length === 0
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    // Behind everything that is ready to run now: what is added in this turn shares the transaction.
    this.#runtime.soon(() => {
      this.#scheduled = false
      this.#run()
    })
  }

  #run(): void {
    this.#letGo()
    const group = this.#alone.length > 0 ? this.#alone.splice(0, 1) : this.#next()
    if (group.length > 0) this.#transact(group)
    if (this.#empty) this.#closing?.done()
    else if (this.#turn === undefined) this.#schedule()
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
        this.#waitForTurn(group, transacted.answer)
        break
      case 'failed':
        if (group.length > 1) this.#alone.push(...group)
        else group[0]?.answer(transacted.answer)
        break
      case 'ruined':
        this.#ruined = transacted
        for (const { answer } of group) answer(transacted.answer)
        for (const { answer } of this.#take()) answer(transacted.later)
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

  /** Who has waited long enough is told; the others wait on. */
  #waitForTurn(group: readonly Waiting<Work, Answer>[], tooLong: Answer): void {
    const now = this.#runtime.now()
    const closing = this.#closing
    for (const waiting of [...group, ...this.#take()]) {
      if (closing !== undefined) {
        waiting.answer(closing.closed)
        continue
      }
      this.#wait(waiting, now)
      if (now - (waiting.since ?? now) >= this.#rules.patienceMs) waiting.answer(tooLong)
      else this.#queue.push(waiting)
    }
    if (this.#queue.length === 0) return
    this.#turn = this.#runtime.after(turnMs(this.#runtime.random()), () => {
      this.#turn = undefined
      this.#run()
    })
  }

  /** Notes that one waits for its turn: it is let go as soon as it is called off. */
  #wait(waiting: Waiting<Work, Answer>, now: number): void {
    if (waiting.since !== undefined) return
    waiting.since = now
    waiting.attempt.signal.addEventListener('abort', () => this.#letGo(), { once: true })
  }

  #letGo(): void {
    for (const waits of [this.#queue, this.#alone]) {
      for (let i = waits.length - 1; i >= 0; i -= 1) {
        if (waits[i]?.attempt.aborted !== true) continue
        for (const { answer } of waits.splice(i, 1)) answer(this.#calledOff)
      }
    }
  }

  #take(): Waiting<Work, Answer>[] {
    return [...this.#alone.splice(0), ...this.#queue.splice(0)]
  }
}

/**
 * How long to wait before a lock is asked for again, for a number drawn from 0 up to 1: 1 to 5 ms, so that processes do
 * not meet again and again.
 */
export const turnMs = (drawn: number): number => 1 + 4 * drawn
