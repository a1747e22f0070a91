import type { Attempt } from './executor.ts'
import type { Machine, Timer } from './machine.ts'

/** What came of one transaction for a group of works. */
export type Transacted<Answer> =
  /** It is committed; an answer each, in order. */
  | { readonly kind: 'committed'; readonly answers: readonly Answer[] }
  /** Somebody else holds the lock and nothing was done. The answer is for who has waited too long. */
  | { readonly kind: 'held'; readonly answer: Answer }
  /** It failed and nothing was done. Each work of the group is tried again alone; the answer is for one that was alone. */
  | { readonly kind: 'failed'; readonly answer: Answer }
  /** Nothing can be trusted any more: this group's answer, and that of all who come later. */
  | { readonly kind: 'ruined'; readonly answer: Answer; readonly later: Answer }

/** What does a group's work. It never waits, and it never throws. */
export interface Transactor<Work, Answer> {
  transact(works: readonly Work[]): Transacted<Answer>
  /** How much of a transaction's room a work takes. */
  weigh(work: Work): number
  /** The answer to one that is called off while it waits. */
  readonly calledOff: Answer
}

/** How large a transaction may be, and how long one waits while somebody else holds the lock. */
export interface GroupRules {
  readonly mostWorks: number
  readonly mostWeight: number
  readonly patienceMs: number
}

interface Waiting<Work, Answer> {
  readonly work: Work
  readonly attempt: Attempt
  /** When it first found the lock held. */
  since: number | undefined
  answer(answer: Answer): void
}

/**
 * Group commit: works that wait share one transaction, and nobody is answered before its commit. When it fails, each is tried again
 * alone, so that one work's failure is its own.
 */
export class Group<Work, Answer> {
  readonly #transactor: Transactor<Work, Answer>
  readonly #rules: GroupRules
  readonly #machine: Machine
  /** What waits for the next transaction, in order. */
  readonly #queue: Waiting<Work, Answer>[] = []
  /** What is tried again, each alone, before the queue goes on. */
  readonly #alone: Waiting<Work, Answer>[] = []
  #scheduled = false
  #turn: Timer | undefined
  #ruined: { readonly later: Answer } | undefined

  constructor(transactor: Transactor<Work, Answer>, rules: GroupRules, machine: Machine) {
    this.#transactor = transactor
    this.#rules = rules
    this.#machine = machine
  }

  add(work: Work, attempt: Attempt): Promise<Answer> {
    if (this.#ruined !== undefined) return Promise.resolve(this.#ruined.later)
    return new Promise((answer) => {
      const waiting: Waiting<Work, Answer> = { work, attempt, since: undefined, answer }
      this.#queue.push(waiting)
      if (this.#turn === undefined) this.#schedule()
      else this.#wait(waiting, this.#machine.now())
    })
  }

  /** Commits what waits for nothing but its transaction, and answers what waits for somebody else's lock. */
  close(closed: Answer): void {
    while (this.#turn === undefined && this.#queue.length + this.#alone.length > 0) this.#run()
    this.#turn?.cancel()
    for (const { answer } of this.#take()) answer(closed)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    // Behind everything that is ready to run now: what is added in this turn shares the transaction.
    this.#machine.soon(() => {
      this.#scheduled = false
      this.#run()
    })
  }

  #run(): void {
    this.#letGo()
    const group = this.#alone.length > 0 ? this.#alone.splice(0, 1) : this.#next()
    if (group.length === 0) return
    const transacted = this.#transactor.transact(group.map(({ work }) => work))
    switch (transacted.kind) {
      case 'committed':
        for (const [i, answer] of transacted.answers.entries()) group[i]?.answer(answer)
        break
      case 'held':
        this.#waitForTurn(group, transacted.answer)
        return
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
    if (this.#queue.length + this.#alone.length > 0) this.#schedule()
  }

  #next(): Waiting<Work, Answer>[] {
    const { mostWorks, mostWeight } = this.#rules
    let [works, weight] = [0, 0]
    for (const { work } of this.#queue) {
      weight += this.#transactor.weigh(work)
      if (works > 0 && (works === mostWorks || weight > mostWeight)) break
      works += 1
    }
    return this.#queue.splice(0, works)
  }

  /** Who has waited long enough is told; the others wait on. */
  #waitForTurn(group: readonly Waiting<Work, Answer>[], tooLong: Answer): void {
    const now = this.#machine.now()
    for (const waiting of [...group, ...this.#take()]) {
      this.#wait(waiting, now)
      if (now - (waiting.since ?? now) >= this.#rules.patienceMs) waiting.answer(tooLong)
      else this.#queue.push(waiting)
    }
    if (this.#queue.length === 0) return
    this.#turn = this.#machine.after(turnMs(this.#machine.random()), () => {
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
        for (const { answer } of waits.splice(i, 1)) answer(this.#transactor.calledOff)
      }
    }
  }

  #take(): Waiting<Work, Answer>[] {
    return [...this.#alone.splice(0), ...this.#queue.splice(0)]
  }
}

/** How long to wait before a lock is asked for again, for a number drawn from 0 up to 1: 1 to 5 ms, so that processes do not meet again and again. */
export const turnMs = (drawn: number): number => 1 + 4 * drawn
