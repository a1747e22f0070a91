import { z } from 'zod'
import type { Json } from '../../data/json.ts'
import { Uuid } from '../../data/names.ts'
import { Position } from '../../event/stream.ts'
import type { BuildId, Checkpoint } from '../build.ts'

/** The entry that says which build is live, and where its documents are. */
export interface KeptLive extends BuildId {
  readonly folder: string
}

/** The entry of a build. */
export interface KeptBuild {
  /** Where its documents are. */
  readonly folder: string
  readonly checkpoint: Checkpoint
  /** The id of the step that moved the checkpoint here. `null` before the first. */
  readonly step: string | null
  /** Whether the step that moved the checkpoint here took the last page of the log, so that the build may become live. */
  readonly caughtUp: boolean
  /** `dropped`: its documents are being removed, and then this entry. */
  readonly state: 'running' | 'paused' | 'dropped'
}

/** The entry of a document. */
export interface KeptDocument {
  /** The position of the last event that was folded into it. Events up to it are passed over. */
  readonly at: Position
  readonly document: Json
}

const Count = z.int().min(0)
const Ordinal = z.int().min(1)
const Folder = z.string().regex(/^[0-9a-f]{12}$/)

const Live = z.strictObject({ version: Ordinal, number: Ordinal, folder: Folder })

const Build = z.strictObject({
  folder: Folder,
  checkpoint: z.strictObject({
    position: z.union([z.literal('start'), Position]),
    last: z.union([z.null(), z.strictObject({ position: Position, id: Uuid })]),
    passed: z.strictObject({ unreadable: Count, unknownType: Count }),
  }),
  step: z.union([z.null(), Uuid]),
  caughtUp: z.boolean(),
  state: z.enum(['running', 'paused', 'dropped']),
})

/** Reads the value of the entry that says which build is live. Returns `null` if it is something else. */
export const readLive = (value: Json): KeptLive | null => Live.safeParse(value).data ?? null

/** Reads the value of the entry of a build. Returns `null` if it is something else. */
export const readBuild = (value: Json): KeptBuild | null => Build.safeParse(value).data ?? null

/** Reads the value of the entry of a document. Returns `null` if it is something else. */
export const readDocument = (value: Json): KeptDocument | null => {
  if (typeof value !== 'object' || value === null || !('at' in value) || !('document' in value)) return null
  const { at, document } = value
  return typeof at === 'number' && Number.isSafeInteger(at) && at >= 1 && document !== undefined
    ? { at, document }
    : null
}
