import { setTimeout as wait } from 'node:timers/promises'

/** Returns milliseconds on the machine's own clock, which never goes back and is the same in all processes. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6

/** Resolves as a promise does, or with `late` after this many milliseconds. */
export const within = async <Value>(promise: Promise<Value>, ms: number): Promise<Value | 'late'> => {
  const stop = new AbortController()
  const late = wait(ms, 'late' as const, { signal: stop.signal }).catch(() => 'late' as const)
  try {
    return await Promise.race([promise, late])
  } finally {
    stop.abort()
  }
}

/**
 * Checks a condition again and again until it holds, each time in a turn of its own. Resolves with `late` if it does
 * not hold within this many milliseconds.
 */
export const until = async (condition: () => Promise<boolean>, ms: number): Promise<'holds' | 'late'> => {
  for (const end = now() + ms; ;) {
    if (await condition()) return 'holds'
    if (now() > end) return 'late'
    await wait(2)
  }
}
