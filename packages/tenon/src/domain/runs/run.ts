import { z } from 'zod'
import { Name } from '../data/names.ts'
import { Position } from '../event/stream.ts'

/** A run: something that reads a log from its start and remembers how far it has come. `kind` says what it makes. */
export type Run = RunOfProjection

/** A run that makes one build of a projection. */
export interface RunOfProjection {
  readonly kind: 'projection'
  /** The name of the projection, its version and the number of the build, such as `orders@2.1`. */
  readonly name: string
  /** The name of the projection. */
  readonly projection: string
  /** The version of the projection. */
  readonly version: number
  /** Which build of this version it makes, from 1. */
  readonly number: number
  /** Whether readers get this build. At most one build of a projection is live. */
  readonly live: boolean
  /** Whether it is paused. A paused run adds no event. */
  readonly paused: boolean
  /** The position up to which it has taken the log, or `start`. */
  readonly position: Position | 'start'
  /** The last position of the log, or `start` if the log is empty. It is below `position` if the log was restored. */
  readonly head: Position | 'start'
  /**
   * How many milliseconds ago the oldest event was recorded that the run has yet to take, or `null` if it has taken all.
   * Positions have gaps, so their difference says nothing about how many events that are.
   */
  readonly waitingMs: number | null
  /** How many events it has passed over. */
  readonly passed: {
    /** Events of a declared type that could not be read. */
    readonly unreadable: number
    /** Events of a type that is not declared. */
    readonly unknownType: number
  }
}

const count = z.int().min(0)
const place = z.union([z.literal('start'), Position])

/** The schema of a run. */
export const Run = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('projection'),
    name: Name,
    projection: Name,
    version: z.int().min(1),
    number: z.int().min(1),
    live: z.boolean(),
    paused: z.boolean(),
    position: place,
    head: place,
    waitingMs: z.union([count, z.null()]),
    passed: z.strictObject({ unreadable: count, unknownType: count }),
  }),
])
