/** Whether a value is a signal that can be asked: an object that only has its prototype cannot. It never throws. */
export const isSignal = (value: unknown): value is AbortSignal => {
  try {
    return typeof aborted?.call(value) === 'boolean'
  } catch {
    return false
  }
}

/** Whether a signal has fired. */
export const hasFired = (signal: AbortSignal): boolean => aborted?.call(signal) === true

/** Calls back when a signal fires, and gives what ends that, which never throws. Throws only where a proxy of a signal does. */
export const listen = (signal: AbortSignal, fired: () => void): (() => void) => {
  addEventListener.call(signal, 'abort', fired)
  return () => {
    try {
      removeEventListener.call(signal, 'abort', fired)
    } catch {
      // The call it was listened to for has ended, and hears nothing of it any more.
    }
  }
}

// The platform's own methods: the signal is the caller's, and its own may do anything.
const { addEventListener, removeEventListener } = EventTarget.prototype
const aborted = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get
