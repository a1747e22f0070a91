import { type BuildId, runName } from '../../../domain/projection/build.ts'
import type { Projection } from '../../../domain/projection/projection.ts'
import type { RunsFailed } from '../../../domain/runs/failure.ts'
import type { IfAbsent } from '../../binding/executor.ts'
import {
  closeEntry,
  type EntryClosed,
  type EntryFailed,
  type EntryOpened,
  openEntry,
  type ProjectionEntry,
} from '../entry.ts'
import { partFailed, type RunsOperation } from './failure.ts'

/** The projection is kept nowhere yet, because it never ran. It has no runs. */
interface NotKept {
  readonly kind: 'not_kept'
}

/** A projection of a program, and how it is opened. */
export class KeptProjection {
  readonly projection: Projection
  readonly entry: ProjectionEntry
  #opening: Promise<EntryOpened | EntryFailed> | undefined

  constructor(entry: ProjectionEntry) {
    this.projection = 'model' in entry ? entry.model.projection : entry.documents
    this.entry = entry
  }

  /** Opens it for an operation. If that was not possible, the next call tries it again. */
  async open(operation: RunsOperation, ifAbsent: IfAbsent): Promise<EntryOpened | NotKept | RunsFailed> {
    this.#opening ??= openEntry(this.entry, { events: ifAbsent, kept: ifAbsent })
    const opening = this.#opening
    const opened = await opening
    if (opened.kind === 'opened') return opened
    if (this.#opening === opening) this.#opening = undefined
    if (opened.why.kind === 'failed' && opened.why.failure === 'not_found') return { kind: 'not_kept' }
    return partFailed(operation, this.projection.name, opened)
  }

  /** Closes it for good. */
  async close(): Promise<EntryClosed | RunsFailed> {
    const closed = await closeEntry(this.entry)
    return closed.kind === 'closed' ? closed : partFailed('close', this.projection.name, closed)
  }

  /** Returns the build that a name of a run means, or `undefined` if it is no name of a run of this projection. */
  buildNamed(run: string): BuildId | undefined {
    const { name } = this.projection
    const [, version = '', number = ''] = /^@(\d+)\.(\d+)$/.exec(run.slice(name.length)) ?? []
    const build = { version: Number(version), number: Number(number) }
    return runName(name, build) === run ? build : undefined
  }
}
