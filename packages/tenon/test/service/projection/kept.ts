import type { EventTypes, Projection, RecordedEventOf } from 'tenon'
import { type Build, type BuildId, type Committed, FIRST_CHECKPOINT, type ReadModel, type Step } from 'tenon/run'

/** A build as it is kept: which events it has taken, in order. */
interface Kept {
  build: Build
  readonly taken: string[]
}

/** A read model in memory that keeps the ids of the events of each build. It does all that the interface says. */
export class KeptModel<E extends EventTypes> implements ReadModel<E> {
  readonly projection: Projection<E>
  readonly kept: Kept[]
  commits = 0

  /** Two models that share `kept` are one read model in two processes. */
  constructor(projection: Projection<E>, kept: Kept[] = []) {
    this.projection = projection
    this.kept = kept
  }

  /** Returns the ids that a build has taken, by default those of the live one. */
  ids(id?: BuildId): readonly string[] {
    return this.#find(id ?? this.kept.find(({ build }) => build.live)?.build)?.taken ?? []
  }

  async open(): ReturnType<ReadModel<E>['open']> {
    return { kind: 'opened' }
  }

  openExisting() {
    return this.open()
  }

  async close() {
    return { kind: 'closed' } as const
  }

  async builds() {
    const builds = this.kept.map(({ build }) => build)
    return { kind: 'builds', builds: builds.toSorted((a, b) => a.version - b.version || a.number - b.number) } as const
  }

  async begin(number: number): ReturnType<ReadModel<E>['begin']> {
    const { version } = this.projection
    const known = this.#find({ version, number })
    if (known !== undefined) return { kind: 'begun', build: known.build }
    const build = { version, number, checkpoint: FIRST_CHECKPOINT, live: this.kept.length === 0, paused: false }
    this.kept.push({ build, taken: [] })
    return { kind: 'begun', build }
  }

  async commit({ build: id, from, to, events, swap }: Step<E>): Promise<Committed> {
    const kept = this.#find(id)
    if (kept === undefined) return { kind: 'dropped' }
    if (kept.build.paused) return { kind: 'paused' }
    if (kept.build.checkpoint.position !== from.position) return { kind: 'taken_over' }
    const applied = this.apply(events)
    if (applied !== undefined) return { kind: 'defect', says: applied }
    this.commits += 1
    kept.taken.push(...events.map(({ id: event }) => event))
    kept.build = { ...kept.build, checkpoint: to }
    if (swap && this.#isNewerThanLive(id)) this.#makeLive(kept)
    return { kind: 'committed', live: kept.build.live }
  }

  /** The user's own code. Returns what it threw. */
  apply(_events: readonly RecordedEventOf<E>[]): string | undefined {
    return undefined
  }

  async pause(id: BuildId, paused: boolean) {
    const kept = this.#find(id)
    if (kept === undefined) return { kind: 'absent' } as const
    kept.build = { ...kept.build, paused }
    return { kind: paused ? 'paused' : 'resumed' } as const
  }

  async drop(id: BuildId) {
    const kept = this.#find(id)
    if (kept === undefined) return { kind: 'absent' } as const
    if (kept.build.live) return { kind: 'live' } as const
    this.kept.splice(this.kept.indexOf(kept), 1)
    return { kind: 'dropped' } as const
  }

  #find(id: BuildId | undefined): Kept | undefined {
    return this.kept.find(({ build }) => build.version === id?.version && build.number === id.number)
  }

  #isNewerThanLive({ version, number }: BuildId): boolean {
    const live = this.kept.find(({ build }) => build.live)?.build
    return live === undefined || version > live.version || (version === live.version && number > live.number)
  }

  #makeLive(next: Kept): void {
    for (const kept of this.kept) kept.build = { ...kept.build, live: kept === next }
  }
}
