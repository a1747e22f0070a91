import type { Item } from '../../../domain/event/result.ts'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { RecordedEvent } from '../../../domain/event/event.ts'
import type { Position } from '../../../domain/event/stream.ts'
import type { Runtime } from '../../binding/runtime.ts'
import { type AnyFailed, asked } from './asked.ts'
import { Page } from './page.ts'

/** Why a subscription gives no further page. */
export type TailEnd = Exclude<Item, { kind: 'event' | 'caught_up' }> | AnyFailed | typeof CLOSED

/** What a subscription gives next. */
type Given = Item | EventStoreFailed

/** A subscription that gives pages: all events that are ready in one turn. It pulls nothing before it is asked. */
export class Tail {
  /** The position after which the next page begins. */
  place: Position | 'start'
  readonly #items: AsyncIterator<Given, undefined>
  readonly #most: number
  readonly #runtime: Runtime
  /** The item that was asked for and is in no page yet. */
  #coming: Promise<Given | AnyFailed | typeof CLOSED> | undefined

  constructor(items: AsyncIterator<Given, undefined>, place: Position | 'start', most: number, runtime: Runtime) {
    this.#items = items
    this.place = place
    this.#most = most
    this.#runtime = runtime
  }

  /** Resolves with the next page, once there is one. A page of the most events has not caught up. */
  async page(): Promise<Page | TailEnd> {
    const events: RecordedEvent[] = []
    let turn: Promise<typeof OVER> | undefined
    for (;;) {
      const item = await (turn === undefined ? this.#next() : Promise.race([this.#next(), turn]))
      if (item.kind === 'over') return this.#page(events, undefined, true)
      this.#coming = undefined
      if (item.kind === 'event') {
        events.push(item.event)
        if (events.length === this.#most) return this.#page(events, undefined, false)
        turn ??= this.#turn()
      } else if (item.kind === 'caught_up') {
        if (item.position !== this.place) return this.#page(events, item.position, true)
      } else if (events.length > 0) {
        // Reading on after these events finds out why nothing follows.
        return this.#page(events, undefined, false)
      } else return item
    }
  }

  /** Ends the subscription. A page that is being waited for becomes `closed`. */
  close(): void {
    void asked('subscribe', async () => {
      await this.#items.return?.()
      return CLOSED
    })
  }

  /** Returns the next item. One that was waited for in vain is kept for the next call. */
  #next(): Promise<Given | AnyFailed | typeof CLOSED> {
    this.#coming ??= asked('subscribe', async () => {
      const step = await this.#items.next()
      return step.done === true ? CLOSED : step.value
    })
    return this.#coming
  }

  #turn(): Promise<typeof OVER> {
    return new Promise((resolve) => {
      this.#runtime.soon(() => resolve(OVER))
    })
  }

  #page(events: readonly RecordedEvent[], reached: Position | 'start' | undefined, caughtUp: boolean): Page {
    const after = this.place
    this.place = reached ?? events.at(-1)?.position ?? after
    return new Page({ after, next: this.place, head: this.place, caughtUp, events })
  }
}

const CLOSED = Object.freeze({ kind: 'closed' } as const)

const OVER = Object.freeze({ kind: 'over' } as const)
