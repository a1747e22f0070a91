import { setTimeout as wait } from 'node:timers/promises'

const PAUSE_MS = 5
const MOST_PAUSE_MS = 250

/** Waits before the next try: twice as long each time, from 5 ms at turn 0 up to 250 ms. */
export const backOff = (turn: number): Promise<void> => wait(Math.min(MOST_PAUSE_MS, PAUSE_MS * 2 ** turn))
