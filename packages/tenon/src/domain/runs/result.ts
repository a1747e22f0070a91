import { z } from 'zod'
import type { Schema } from '../capability/schema.ts'
import { Name } from '../data/names.ts'
import { Run } from './run.ts'

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

const absent = z.strictObject({ kind: z.literal('absent') })
const page = z.strictObject({ kind: z.literal('page'), runs: z.array(Run), next: z.union([Name, z.null()]) })

/** The schema of the result of a listing of runs. */
export const RunsPage: Schema<RunsPage> = page

/** The result of showing a run. */
export type ShowResult = RunFound | RunAbsent
/** The schema of the result of showing a run. */
export const ShowResult: Schema<ShowResult> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run'), run: Run }),
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
