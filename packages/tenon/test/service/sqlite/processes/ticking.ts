/** Measures how late the event loop was at most, in milliseconds, while something ran. */
export const worstDelay = async (going: Promise<unknown>): Promise<number> => {
  let worst = 0
  let last = performance.now()
  const ticker = setInterval(() => {
    const now = performance.now()
    worst = Math.max(worst, now - last - TICK_MS)
    last = now
  }, TICK_MS)
  await going
  clearInterval(ticker)
  return Math.max(worst, performance.now() - last - TICK_MS)
}

const TICK_MS = 2
