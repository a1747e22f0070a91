import type { Context, Runtime, Timer, TracingChannel } from '../../../src/service/binding/runtime.ts'
import { runtime } from '../../../src/service/node/runtime.ts'

interface SetTimer {
  readonly at: number
  readonly run: () => void
}

/** A runtime whose time stands still until a test moves it. Timers fire in the order of their times. */
export class StoppedClock implements Runtime {
  /** What `random` returns. */
  chance = 0
  /** How many milliseconds each timer was set for, in order. */
  readonly timers: number[] = []
  /** The names of the tracing channels that were made, in order. */
  readonly channels: string[] = []
  #now = 0
  #set: SetTimer[] = []

  now(): number {
    return this.#now
  }

  random(): number {
    return this.chance
  }

  after(ms: number, run: () => void): Timer {
    const timer: SetTimer = { at: this.#now + ms, run }
    this.timers.push(ms)
    this.#set.push(timer)
    return { hold: () => undefined, cancel: () => this.#drop(timer) }
  }

  soon(run: () => void): void {
    setImmediate(run)
  }

  context(): Context {
    return runtime.context()
  }

  tracing(name: string): TracingChannel {
    this.channels.push(name)
    return runtime.tracing(name)
  }

  /** How many timers are set and have neither fired nor been cancelled. */
  get ticking(): number {
    return this.#set.length
  }

  /**
   * Lets time pass. Each timer fires at its own time, and everything that it causes settles before the next one fires.
   */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await rest()
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at)
      this.#drop(next)
      next.run()
      await rest()
    }
    this.#now = end
    await rest()
  }

  /** The machine sleeps and wakes up later. All timers that are due fire at once, as after a blocked event loop. */
  sleep(ms: number): void {
    this.#now += ms
    for (let next = this.#next(this.#now); next !== undefined; next = this.#next(this.#now)) {
      this.#drop(next)
      next.run()
    }
  }

  #next(until: number): SetTimer | undefined {
    return this.#set.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0]
  }

  #drop(timer: SetTimer): void {
    this.#set = this.#set.filter((other) => other !== timer)
  }
}

/** Resolves when everything that was settled has been handled, and everything that this caused too. */
export const rest = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
  }
}
