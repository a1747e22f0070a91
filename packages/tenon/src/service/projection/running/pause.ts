import type { Runtime } from '../../binding/runtime.ts'

/** Waits this number of milliseconds, or until the signal fires. */
export const pause = (ms: number, runtime: Runtime, signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      timer.cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = runtime.after(ms, end)
    signal.addEventListener('abort', end)
  })
}
