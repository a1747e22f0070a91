import type { EntryRevision } from '../../../domain/key-value/entry.ts'
import { type BuildId, byBuild, FIRST_CHECKPOINT } from '../../../domain/projection/build.ts'
import { firstKept } from '../../../domain/projection/documents/decide.ts'
import { buildKey, buildOfKey, type DocumentKeys } from '../../../domain/projection/documents/keys.ts'
import { type KeptBuild, type KeptLive, readBuild, readLive } from '../../../domain/projection/documents/kept.ts'
import { newId } from '../../node/id.ts'
import type { KeptAt, KeptEntries } from './kept-entries.ts'

/** A build as it is kept. */
export interface FoundBuild extends BuildId {
  readonly kept: KeptBuild
}

/** The builds of one projection, and which of them is live, as entries of a key-value store. */
export class KeptBuilds {
  readonly #keys: DocumentKeys
  readonly #entries: KeptEntries

  constructor(keys: DocumentKeys, entries: KeptEntries) {
    this.#keys = keys
    this.#entries = entries
  }

  /** Returns which build is live, or `null` if none ever was. */
  live(): Promise<KeptAt<KeptLive> | null> {
    return this.#entries.get(this.#keys.live, readLive)
  }

  get(build: BuildId): Promise<KeptAt<KeptBuild> | null> {
    return this.#entries.get(buildKey(this.#keys, build), readBuild)
  }

  /** Lists every build that is kept, the oldest first, also those that are being dropped. */
  async list(): Promise<readonly FoundBuild[]> {
    const found: FoundBuild[] = []
    let after: string | null = null
    do {
      const page = await this.#entries.keys(this.#keys.builds, after, PAGE)
      for (const { key } of page.keys) {
        const build = buildOfKey(this.#keys, key)
        const kept = build === null ? null : await this.#entries.get(key, readBuild)
        if (build !== null && kept !== null) found.push({ ...build, kept: kept.value })
      }
      after = page.next
    } while (after !== null)
    return found.toSorted(byBuild)
  }

  /** Changes the entry of a build, if it is as it was read. Returns whether it is changed. */
  change(build: BuildId, revision: EntryRevision, kept: KeptBuild): Promise<boolean> {
    return this.#putBuild(build, kept, revision)
  }

  /** Removes the entry of a build, if it is as it was read. */
  remove(build: BuildId, revision: EntryRevision): Promise<void> {
    return this.#entries.remove(buildKey(this.#keys, build), newId(), revision)
  }

  /**
   * Makes the entry of a build that is not there, and makes it the live one if it is the first of all. Returns whether it
   * was made; otherwise another process was faster, and the build is to be read again.
   */
  async make(build: BuildId): Promise<boolean> {
    const live = await this.live()
    const first: KeptLive = { ...build, folder: newId().slice(-12) }
    // The live entry comes first. So of two builds that are begun as the first one at once, one alone is live.
    if (live === null && !(await this.#putLive(first, 'absent'))) return false
    const isLive = live !== null && byBuild(live.value, build) === 0
    const { folder } = isLive ? live.value : first
    const kept = firstKept(folder, FIRST_CHECKPOINT)
    return this.#putBuild(build, kept, 'absent')
  }

  /**
   * Makes a build the live one, if the step that moved it here took the last page and no build above it is live. Returns
   * whether it is live.
   */
  async raise(build: BuildId, folder: string): Promise<boolean> {
    for (;;) {
      const live = await this.live()
      if (live !== null && byBuild(live.value, build) >= 0) return live.value.folder === folder
      // The build is read after the live entry, and a drop changes them in the other order. So one of the two fails.
      const kept = await this.get(build)
      if (kept?.value.folder !== folder || kept.value.state === 'dropped' || !kept.value.caughtUp) return false
      await this.#putLive({ ...build, folder }, live?.revision ?? 'absent')
    }
  }

  /**
   * Puts the live entry again as it is. A runner that read it before cannot change it any more. Returns whether it was put;
   * otherwise it was changed meanwhile.
   */
  renewLive({ value, revision }: KeptAt<KeptLive>): Promise<boolean> {
    return this.#putLive(value, revision)
  }

  #putBuild(build: BuildId, kept: KeptBuild, expected: 'absent' | EntryRevision): Promise<boolean> {
    const what = `the build ${build.version}.${build.number}`
    return this.#entries.put({ key: buildKey(this.#keys, build), value: kept, id: newId(), expected, what })
  }

  #putLive({ version, number, folder }: KeptLive, expected: 'absent' | EntryRevision): Promise<boolean> {
    const value = { version, number, folder }
    return this.#entries.put({ key: this.#keys.live, value, id: newId(), expected, what: 'the live build' })
  }
}

const PAGE = 1_000
