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
  /** Returns the tracing channel with this name. */
  tracing(name: string): TracingChannel
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

/**
 * A tracing channel of Node (https://nodejs.org/api/diagnostics_channel.html#class-tracingchannel): five channels that
 * publish what happens to one piece of work. All five publish the same message object.
 */
export interface TracingChannel {
  /** Whether one of the five channels has a listener. */
  readonly hasSubscribers: boolean
  readonly start: StartChannel
  readonly end: Channel
  readonly asyncStart: Channel
  readonly asyncEnd: Channel
  readonly error: Channel
}

/** A named channel. A message that is published without a listener is lost. */
interface Channel {
  publish(message: object): void
}

/** The channel on which work begins. */
interface StartChannel {
  /** Publishes a message and runs a function with the stores that listeners have bound to this channel. */
  runStores<Given>(message: object, run: () => Given): Given
}
