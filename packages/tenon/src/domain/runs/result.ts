import { z } from 'zod'
import type { Schema } from '../capability/schema.ts'
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

/** A page of runs. */
export interface RunsPage {
  readonly kind: 'page'
  readonly runs: readonly Run[]
  /** The name to list on after, or `null` if no more runs follow. */
  readonly next: string | null
}

/** A run as it is now. */
export interface RunFound {
  readonly kind: 'run'
  readonly run: Run
}

/** There is no run of this name. There never was one, or it was dropped. */
export interface RunAbsent {
  readonly kind: 'absent'
}

/** The run is paused, by this call or by an earlier one. */
export interface RunPaused {
  readonly kind: 'paused'
}

/** The run is not paused, because of this call or of an earlier one, or because it never was. */
export interface RunResumed {
  readonly kind: 'resumed'
}

/** The run is dropped, with all that it has made. */
export interface RunDropped {
  readonly kind: 'dropped'
}

/** Readers get what this run has made, so it was not dropped. */
export interface RunIsLive {
  readonly kind: 'live'
}

const count = z.int().min(0)
const place = z.union([z.literal('start'), Position])

const run = z.discriminatedUnion('kind', [
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
const absent = z.strictObject({ kind: z.literal('absent') })
const page = z.strictObject({ kind: z.literal('page'), runs: z.array(run), next: z.union([Name, z.null()]) })

/** The schema of the result of a listing of runs. */
export const RunsPage: Schema<RunsPage> = page

/** The result of showing a run. */
export type ShowResult = RunFound | RunAbsent
/** The schema of the result of showing a run. */
export const ShowResult: Schema<ShowResult> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run'), run }),
  absent,
])

/** The result of pausing a run. */
export type PauseResult = RunPaused | RunAbsent
/** The schema of the result of pausing a run. */
export const PauseResult: Schema<PauseResult> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('paused') }),
  absent,
])

/** The result of resuming a run. */
export type ResumeResult = RunResumed | RunAbsent
/** The schema of the result of resuming a run. */
export const ResumeResult: Schema<ResumeResult> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resumed') }),
  absent,
])

/** The result of dropping a run. */
export type DropResult = RunDropped | RunAbsent | RunIsLive
/** The schema of the result of dropping a run. */
export const DropResult: Schema<DropResult> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dropped') }),
  absent,
  z.strictObject({ kind: z.literal('live') }),
])
