/** What the layers need of the machine they run on. It is handed in, so that tests can hold time still. */
export interface Runtime {
  /** A clock that never goes back, in milliseconds. */
  now(): number
  /** A number from 0 up to 1. */
  random(): number
  /** Runs something once, so many milliseconds later. */
  after(ms: number, run: () => void): Timer
  /** Runs something once what has already been settled in this turn has been heard. */
  soon(run: () => void): void
  /** Gives what runs something in the asynchronous context of this moment, whoever calls it and when. */
  context(): Context
  /** A channel on which listeners hear of calls. */
  channel(name: string): Channel
}

/**
 * Runs something in the asynchronous context in which this was made: with the values that it gave to each
 * `AsyncLocalStorage`.
 */
export type Context = <Given>(run: () => Given) => Given

/** A timer that has been set. */
export interface Timer {
  /** Whether it keeps the process alive while it waits. */
  hold(process: boolean): void
  cancel(): void
}

/** A named channel; what is published without listeners is lost. */
export interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}
