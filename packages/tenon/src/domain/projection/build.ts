import type { Position } from '../event/stream.ts'

/** How far a build has come. */
export interface Checkpoint {
  /** The log is read on after this position. */
  readonly position: Position | 'start'
  /** The last event that was read. Its id tells whether the log is still the same one. `null` before the first. */
  readonly last: { readonly position: Position; readonly id: string } | null
  /** How many events were passed over. */
  readonly passed: { readonly unreadable: number; readonly unknownType: number }
}

/** Where every build begins. */
export const FIRST_CHECKPOINT: Checkpoint = Object.freeze({
  position: 'start',
  last: null,
  passed: Object.freeze({ unreadable: 0, unknownType: 0 }),
})

/** A build of a read model: everything that was made from the log once, beside other builds. */
export interface Build {
  /** The version of the projection that makes it. */
  readonly version: number
  /** Which build of this version it is, from 1. */
  readonly number: number
  readonly checkpoint: Checkpoint
  /** Whether readers get this build. At most one build of a read model is live. */
  readonly live: boolean
  /** Whether somebody paused it. */
  readonly paused: boolean
}

/** Which build is meant. */
export type BuildId = Pick<Build, 'version' | 'number'>

/** Returns the name of a run of a build: `orders@2.1` is the first build of version 2 of `orders`. */
export const runName = (projection: string, { version, number }: BuildId): string =>
  `${projection}@${version}.${number}`

/** Compares two builds by their age, the older first: by version, then by number. */
export const byBuild = (a: BuildId, b: BuildId): number => a.version - b.version || a.number - b.number
