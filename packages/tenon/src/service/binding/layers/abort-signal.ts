/**
 * Returns whether a value is a real `AbortSignal`. An object that only has the prototype of one is not: its state
 * cannot be read. It never throws.
 */
export const isSignal = (value: unknown): value is AbortSignal => {
  try {
    return typeof aborted?.call(value) === 'boolean'
  } catch {
    return false
  }
}

/** Returns whether a signal has fired. */
export const hasFired = (signal: AbortSignal): boolean => aborted?.call(signal) === true

/**
 * Calls back when a signal fires. Returns a function that stops listening; that function never throws. Throws if the
 * signal is a proxy that throws.
 */
export const listen = (signal: AbortSignal, fired: () => void): (() => void) => {
  addEventListener.call(signal, 'abort', fired)
  return () => {
    try {
      removeEventListener.call(signal, 'abort', fired)
    } catch {
      // The call that listened has ended, so a late callback does nothing.
    }
  }
}

// The platform's own methods. The signal belongs to the caller, and its methods may have been replaced.
const { addEventListener, removeEventListener } = EventTarget.prototype
const aborted = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get
