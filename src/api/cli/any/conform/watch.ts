import type { Settled } from '../../../../domain/conformance/summary.ts'
import { machine } from '../../../../service/node/runtime.ts'
import { clean } from '../../event/event-line.ts'
import { Progress } from '../../terminal/progress.ts'
import { shortened } from './reasons.ts'
import type { Output } from '../../terminal/terminal.ts'

/** A case that runs. */
export interface Running {
  readonly id: string
  readonly seconds: number
  /** Resolves when it has cleared everything away. */
  readonly ended: Promise<unknown>
}

/** How a proof goes on, on the notes: on a terminal which case runs, and elsewhere which broke a law. */
export class Watch {
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

  /** The case that runs now. */
  get running(): Running | null {
    if (this.#running === undefined) return null
    const { id, from, ended } = this.#running
    return { id, seconds: Math.round((machine.now() - from) / 1000), ended }
  }

  /** Shows that a case begins. */
  begins(id: string, ended: Promise<unknown>): void {
    this.#running = { id, from: machine.now(), ended }
    this.#show()
  }

  /** Counts a case that ended, and notes that it broke a law. */
  async ends({ id, verdict }: Settled): Promise<void> {
    this.#running = undefined
    this.#count += 1
    if (verdict.kind !== 'broken' || this.#notes.columns !== null) return
    await this.#notes.line(`broken ${verdict.law}: ${id}: ${clean(shortened(verdict.says, MOST))}`)
  }

  /** Wipes what was shown, and shows nothing more. */
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

/** A note is one line; the verdict says more. */
const MOST = 200
