import { setTimeout as wait } from 'node:timers/promises'

/** Milliseconds on the machine's own clock, which never goes back and is the same in all of its processes. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6

/** Resolves with what a promise resolves with, or with `late` after so many milliseconds. */
export const within = async <Value>(promise: Promise<Value>, ms: number): Promise<Value | 'late'> => {
  const stop = new AbortController()
  const late = wait(ms, 'late' as const, { signal: stop.signal }).catch(() => 'late' as const)
  try {
    return await Promise.race([promise, late])
  } finally {
    stop.abort()
  }
}

/** Asks again and again until a condition holds, each time in a turn of its own; gives `late` when it does not within so many milliseconds. */
export const until = async (condition: () => Promise<boolean>, ms: number): Promise<'holds' | 'late'> => {
  for (const end = now() + ms; ;) {
    if (await condition()) return 'holds'
    if (now() > end) return 'late'
    await wait(2)
  }
}
