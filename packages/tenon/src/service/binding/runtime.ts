/** What the layers need from the runtime. It is passed in, so that tests can control time. */
export interface Runtime {
  /** A clock that never goes back, in milliseconds. */
  now(): number
  /** A random number, at least 0 and less than 1. */
  random(): number
  /** Runs a function once, after this number of milliseconds. */
  after(ms: number, run: () => void): Timer
  /** Runs a function once, after everything that is already settled in this turn has been handled. */
  soon(run: () => void): void
  /** Returns a function that runs other functions in the current asynchronous context, whenever it is called. */
  context(): Context
  /** Returns the channel with this name, on which calls are published. */
  channel(name: string): Channel
}

/**
 * Runs a function in the asynchronous context in which this was made, with the values that each `AsyncLocalStorage` had
 * then.
 */
export type Context = <Given>(run: () => Given) => Given

/** A timer that is set. */
export interface Timer {
  /** Sets whether the timer keeps the process alive while it waits. */
  hold(process: boolean): void
  cancel(): void
}

/** A named channel. A message that is published without a listener is lost. */
export interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}
