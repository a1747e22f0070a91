import { failed } from '../../domain/capability/failure.ts'
import type { CallOptions } from '../../domain/capability/outcome.ts'
import type { KeyValue } from '../../domain/key-value/store.ts'
import { type Build, type BuildId, byBuild } from '../../domain/projection/build.ts'
import { keysOf } from '../../domain/projection/documents/keys.ts'
import type { KeptBuild, KeptLive } from '../../domain/projection/documents/kept.ts'
import type { DocumentParts, DocumentProjection } from '../../domain/projection/projection.ts'
import type { Committed, ReadModel, ReadModelFailed, Step } from '../../domain/projection/read-model.ts'
import { NO_OPTIONS, readOptions } from '../binding/layers/call-options.ts'
import { newId } from '../node/id.ts'
import { runtime } from '../node/runtime.ts'
import { commit } from './documents/commit.ts'
import { drop } from './documents/drop.ts'
import { KeptBuilds } from './documents/kept-builds.ts'
import { KeptEntries, outcomeOf } from './documents/kept-entries.ts'
import { removeLeftovers } from './documents/leftovers.ts'
import {
  type DocumentsFailed,
  type DocumentsPage,
  type FoundDocument,
  getDocument,
  type ListDocuments,
  listDocuments,
  type Reading,
} from './documents/read.ts'

/**
 * The documents of a projection, each under a key, in a key-value store. A runner writes them as the read model that
 * this is, and everyone reads them with `get` and `list`, which return documents of the live build.
 *
 * Each document is made from each of its events exactly once, on every binding, however many runners there are: it is
 * kept with the position of the last event that was folded into it, and put at the revision at which it was read.
 */
export interface Documents<P extends DocumentParts> extends ReadModel<P['events']> {
  readonly projection: DocumentProjection<P>
  /**
   * Gets the document under a key.
   *
   * - `document`: the document, and `at`, the position of the last event that was folded into it.
   * - `absent`: no event belongs to it so far.
   * - `failed`: it could not be read.
   */
  get(
    key: string,
    options?: CallOptions,
  ): Promise<FoundDocument<P['document']> | { readonly kind: 'absent' } | DocumentsFailed>
  /**
   * Lists one page of documents, in the order of the code points of their keys. All documents of a page are of the same
   * build.
   *
   * - `page`: the documents with their keys, and the key to list on after.
   * - `failed`: the page could not be read.
   */
  list(list: ListDocuments, options?: CallOptions): Promise<DocumentsPage<P['document']> | DocumentsFailed>
}

/**
 * Keeps a projection as documents in a key-value store that is open. The store stays the caller's: `open` and `close` of
 * the result neither open nor close it. The store may hold other entries too, whose keys do not begin with
 * `projection/`.
 *
 * A document's key may have at most 255 code points together with what is put before it, which is at most 39 code points
 * and the name of the projection. An event with a longer key, or with a key that is no name, ends a run as a `defect`.
 */
export const documents = <P extends DocumentParts>(
  projection: DocumentProjection<P>,
  entries: KeyValue,
): Documents<P> => new KeptDocuments(projection, entries)

class KeptDocuments<P extends DocumentParts> implements Documents<P> {
  readonly projection: DocumentProjection<P>
  readonly #store: KeyValue
  /** A text of this runner alone. It is made by the first commit. */
  #runner: string | undefined

  constructor(projection: DocumentProjection<P>, store: KeyValue) {
    this.projection = projection
    this.#store = store
    Object.freeze(this)
  }

  open(): Promise<{ readonly kind: 'opened' } | ReadModelFailed> {
    return outcomeOf('open', async () => {
      const { version, name } = this.projection
      const { builds } = this.#kept()
      const live = (await builds.live())?.value
      if (live === undefined || live.version <= version) return { kind: 'opened' }
      const own = (await builds.list()).find((build) => build.version === version && build.kept.state !== 'dropped')
      if (own !== undefined) return { kind: 'opened' }
      return failed(
        'misconfigured',
        'none',
        'open',
        `open: the live build of ${name} is of version ${live.version}, and this program has version ${version}, of ` +
          'which there is no build. Run the newer program.',
      )
    })
  }

  /** As `open`: there is nothing that it would make. */
  openExisting(): Promise<{ readonly kind: 'opened' } | ReadModelFailed> {
    return this.open()
  }

  close(): Promise<{ readonly kind: 'closed' }> {
    return Promise.resolve({ kind: 'closed' })
  }

  builds(): Promise<{ readonly kind: 'builds'; readonly builds: readonly Build[] } | ReadModelFailed> {
    return outcomeOf('builds', async () => {
      const { builds } = this.#kept()
      const found = await builds.list()
      const live = (await builds.live())?.value ?? null
      return {
        kind: 'builds',
        builds: found.filter(({ kept }) => kept.state !== 'dropped').map(({ kept, ...id }) => buildOf(id, kept, live)),
      }
    })
  }

  begin(number: number): Promise<{ readonly kind: 'begun'; readonly build: Build } | ReadModelFailed> {
    return outcomeOf('begin', async () => {
      if (!Number.isSafeInteger(number) || number < 1)
        return failed('invalid', 'none', 'begin', 'begin: the number of a build must be a whole number of at least 1.')
      const { keys, entries, builds } = this.#kept()
      const id = { version: this.projection.version, number }
      for (;;) {
        const kept = await builds.get(id)
        if (kept !== null && kept.value.state !== 'dropped') {
          const live = await builds.live()
          return { kind: 'begun', build: buildOf(id, kept.value, live?.value ?? null) }
        }
        await removeLeftovers(entries, keys, builds)
        if (kept === null) await builds.make(id)
      }
    })
  }

  commit(step: Step<P['events']>): Promise<Committed> {
    this.#runner ??= newId()
    const by = { projection: this.projection, runner: this.#runner, ...this.#kept() }
    return outcomeOf('commit', () => commit(by, step))
  }

  pause(
    build: BuildId,
    paused: boolean,
  ): Promise<{ readonly kind: 'paused' | 'resumed' | 'absent' } | ReadModelFailed> {
    return outcomeOf('pause', async () => {
      const { builds } = this.#kept()
      const state = paused ? 'paused' : 'running'
      for (;;) {
        const kept = await builds.get(build)
        if (kept === null || kept.value.state === 'dropped') return { kind: 'absent' }
        if (kept.value.state === state || (await builds.change(build, kept.revision, { ...kept.value, state })))
          return { kind: paused ? 'paused' : 'resumed' }
      }
    })
  }

  drop(build: BuildId): Promise<{ readonly kind: 'dropped' | 'absent' | 'live' } | ReadModelFailed> {
    return outcomeOf('drop', () => {
      const { keys, entries, builds } = this.#kept()
      return drop(entries, keys, builds, build)
    })
  }

  async get(
    key: string,
    options?: CallOptions,
  ): Promise<FoundDocument<P['document']> | { readonly kind: 'absent' } | DocumentsFailed> {
    return outcomeOf('get', () => this.#read('get', options, (reading) => getDocument(reading, key)))
  }

  async list(list: ListDocuments, options?: CallOptions): Promise<DocumentsPage<P['document']> | DocumentsFailed> {
    return outcomeOf('list', () => this.#read('list', options, (reading) => listDocuments(reading, list)))
  }

  async #read<Outcome>(
    operation: 'get' | 'list',
    options: CallOptions | undefined,
    read: (reading: Reading) => Promise<Outcome>,
  ): Promise<Outcome | DocumentsFailed> {
    const given = readOptions(options)
    if ('mistake' in given) return failed('invalid', 'none', operation, `${operation}: ${given.mistake}.`)
    const { signal, deadlineMs } = given
    const end = deadlineMs === null ? null : runtime.now() + deadlineMs
    return read(this.#kept(() => ({ signal, deadlineMs: end === null ? null : Math.max(0, end - runtime.now()) })))
  }

  #kept(options: () => CallOptions = () => NO_OPTIONS): Reading {
    const keys = keysOf(this.projection.name)
    const entries = new KeptEntries(this.#store, options)
    return { keys, entries, builds: new KeptBuilds(keys, entries) }
  }
}

const buildOf = ({ version, number }: BuildId, { checkpoint, state }: KeptBuild, live: KeptLive | null): Build => ({
  version,
  number,
  checkpoint,
  live: live !== null && byBuild(live, { version, number }) === 0,
  paused: state === 'paused',
})
