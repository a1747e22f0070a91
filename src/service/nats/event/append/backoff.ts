import { setTimeout as wait } from 'node:timers/promises'

const PAUSE_MS = 5
const MOST_PAUSE_MS = 250

/** Waits before something is asked again: each time, from turn 0 on, twice as long as the time before. */
export const pause = (turn: number): Promise<void> => wait(Math.min(MOST_PAUSE_MS, PAUSE_MS * 2 ** turn))
