import type { Settled } from '../../../../domain/conformance/summary.ts'
import { runtime } from '../../../../service/node/runtime.ts'
import { Progress } from '../../terminal/progress.ts'
import type { Output } from '../../terminal/terminal.ts'
import { clean } from '../../terminal/visible.ts'
import { shortened } from './reasons.ts'

/** A running case. */
export interface Running {
  readonly id: string
  readonly seconds: number
  /** Resolves when it has cleaned up. */
  readonly ended: Promise<unknown>
}

/**
 * Shows on the notes how a proof progresses: on a terminal which case is running, and elsewhere which cases broke a
 * law.
 */
export class CaseProgress {
  readonly #notes: Output
  readonly #of: number
  readonly #progress: Progress
  readonly #timer: NodeJS.Timeout
  #count = 0
  #running: { readonly id: string; readonly from: number; readonly ended: Promise<unknown> } | undefined

  constructor(notes: Output, of: number) {
    this.#notes = notes
    this.#of = of
    this.#progress = new Progress(notes)
    this.#timer = setInterval(() => this.#show(), EVERY_MS)
    this.#timer.unref()
  }

  /** How many cases have ended. */
  get count(): number {
    return this.#count
  }

  /** The case that is running now, or `null`. */
  get running(): Running | null {
    if (this.#running === undefined) return null
    const { id, from, ended } = this.#running
    return { id, seconds: Math.round((runtime.now() - from) / 1000), ended }
  }

  /** Shows that a case begins. `ended` resolves when it has cleaned up. */
  begins(id: string, ended: Promise<unknown>): void {
    this.#running = { id, from: runtime.now(), ended }
    this.#show()
  }

  /** Counts a case that ended, and prints that it broke a law if it did. */
  async ends({ id, verdict }: Settled): Promise<void> {
    this.#running = undefined
    this.#count += 1
    if (verdict.kind !== 'broken' || this.#notes.columns !== null) return
    await this.#notes.line(`broken ${verdict.law}: ${id}: ${clean(shortened(verdict.says, MOST))}`)
  }

  /** Erases what was shown, and shows nothing more. */
  clear(): void {
    clearInterval(this.#timer)
    this.#progress.clear()
  }

  #show(): void {
    const { id, seconds } = this.running ?? { id: '', seconds: 0 }
    const now = id === '' ? '' : `, ${id} for ${seconds} s`
    this.#progress.at(this.#count, `of ${this.#of.toLocaleString('en')} cases${now}`)
  }
}

const EVERY_MS = 1_000

/** At most this many characters of a reason are shown in a note. The verdict says more. */
const MOST = 200
