/** The points of a step at which a runner is killed, in the order in which it passes them. */
export const points = Object.freeze([
  /** A page of the log is read, and nothing of it is kept. */
  'read',
  /** The events are folded, and a part of them is kept. */
  'applied',
  /** Everything of the step is kept but the checkpoint. */
  'before_commit',
  /** The change of the checkpoint is sent, and has not been answered. */
  'in_commit',
  /** The checkpoint is moved, and nothing that comes after it is done. */
  'after_commit',
] as const)

/** One of these points. */
export type Point = (typeof points)[number]

/** Called each time a runner passes a point. It does not resolve if the runner ends there. */
export type Pass = (point: Point) => Promise<void>

/** Returns a function that calls `end` when a runner passes a point for this time, counted from 1. */
export const endsAt = (point: Point, time: number, end: () => Promise<void>): Pass => {
  let left = time
  return async (passed) => {
    if (passed !== point) return
    left -= 1
    if (left === 0) await end()
  }
}
