import type { Channel, Context, Machine, Timer } from '../../../src/service/binding/machine.ts'
import { machine } from '../../../src/service/node/runtime.ts'

interface SetTimer {
  readonly at: number
  readonly run: () => void
}

/** A machine whose time stands still until a test moves it. Timers ring in the order of their moments. */
export class StoppedClock implements Machine {
  /** What `random` gives. */
  chance = 0
  /** How many milliseconds each timer was set for, in order. */
  readonly timers: number[] = []
  /** The names of the channels that were asked for. */
  readonly channels = new Map<string, Listening>()
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
    return machine.context()
  }

  channel(name: string): Listening {
    const known = this.channels.get(name) ?? new Listening()
    this.channels.set(name, known)
    return known
  }

  /** How many timers are set and have neither rung nor been cancelled. */
  get ticking(): number {
    return this.#set.length
  }

  /** Lets time pass: each timer rings at its own moment, and what it sets off has come to rest before the next. */
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

  /** The machine sleeps and wakes up later: all timers that are due ring at once, as after a blocked event loop. */
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

/** A channel that keeps what was published on it. */
class Listening implements Channel {
  hasSubscribers = false
  readonly heard: unknown[] = []

  publish(message: unknown): void {
    this.heard.push(message)
  }
}

/** Resolves when all that has been settled has been heard, and what that set off too. */
export const rest = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
  }
}
