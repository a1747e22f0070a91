import { type Failed, failed } from '../../../domain/capability/failure.ts'
import { Name, Prefix } from '../../../domain/data/names.ts'
import type { Position } from '../../../domain/event/stream.ts'
import { documentKey, type DocumentKeys, folderPrefix, MOST_OF_KEY } from '../../../domain/projection/documents/keys.ts'
import { type KeptDocument, readDocument } from '../../../domain/projection/documents/kept.ts'
import type { CommonFailure } from '../../../domain/vocabulary/failures.ts'
import { inLanes } from './in-lanes.ts'
import type { KeptBuilds } from './kept-builds.ts'
import type { KeptEntries } from './kept-entries.ts'
import { AT_ONCE } from './leftovers.ts'

/** The outcome of a failed read of documents. */
export type DocumentsFailed = Failed<CommonFailure, 'get' | 'list'>

/** A document, and the position of the last event that was folded into it. */
export interface FoundDocument<D> {
  readonly kind: 'document'
  readonly document: D
  readonly at: Position
}

/** One page of documents, in the order of the code points of their keys. */
export interface DocumentsPage<D> {
  readonly kind: 'page'
  readonly documents: readonly { readonly key: string; readonly document: D; readonly at: Position }[]
  /** The key to list on after, or `null` if no more documents follow. */
  readonly next: string | null
}

/** The fields of a listing of one page of documents. */
export interface ListDocuments {
  /** The beginning of the keys. `''` for all. */
  readonly prefix: string
  /** The page begins after this key. `null` for the first page. */
  readonly after: string | null
  /** The most documents of the page, 1 to 1,000. */
  readonly limit: number
}

/** What a read works with. */
export interface Reading {
  readonly keys: DocumentKeys
  readonly entries: KeptEntries
  readonly builds: KeptBuilds
}

/** Gets a document of the live build. */
export const getDocument = async (
  { keys, entries, builds }: Reading,
  key: string,
): Promise<({ readonly kind: 'document' } & KeptDocument) | { readonly kind: 'absent' } | DocumentsFailed> => {
  let live = await builds.live()
  for (;;) {
    const joined = documentKey(keys, live?.value.folder ?? NO_FOLDER, key)
    if (joined.kind === 'unfit') return failed('invalid', 'none', 'get', `get: the key ${joined.says}.`)
    if (live === null) return { kind: 'absent' }
    const found = await entries.get(joined.key, readDocument)
    if (found !== null) return { kind: 'document', ...found.value }
    // If another build became live meanwhile, this one may be dropped.
    const before = live.value.folder
    live = await builds.live()
    if (live?.value.folder === before) return { kind: 'absent' }
  }
}

/** Lists a page of documents of the live build. All of them are of the same build. */
export const listDocuments = async (
  { keys, entries, builds }: Reading,
  list: ListDocuments,
): Promise<DocumentsPage<KeptDocument['document']> | DocumentsFailed> => {
  const mistake = mistakeIn(list)
  if (mistake !== null) return failed('invalid', 'none', 'list', `list: ${mistake}.`)
  let live = await builds.live()
  for (;;) {
    if (live === null) return { kind: 'page', documents: [], next: null }
    const folder = folderPrefix(keys, live.value.folder)
    const prefix = folder + list.prefix
    // A key that is cut has the same keys after it, because no document has a longer one.
    const after = list.after === null ? null : [...folder, ...list.after].slice(0, MOST_OF_KEY).join('')
    // No document has a key that is longer.
    if (!Prefix.safeParse(prefix).success) return { kind: 'page', documents: [], next: null }
    const page = await entries.keys(prefix, after, list.limit)
    const found = new Map<string, KeptDocument>()
    await inLanes(page.keys, AT_ONCE, async ({ key }) => {
      const kept = await entries.get(key, readDocument)
      if (kept !== null) found.set(key, kept.value)
    })
    const before = live.value.folder
    live = await builds.live()
    if (live?.value.folder !== before) continue
    const documents = page.keys.flatMap(({ key }) => {
      const kept = found.get(key)
      return kept === undefined ? [] : [{ key: key.slice(folder.length), ...kept }]
    })
    return { kind: 'page', documents, next: page.next?.slice(folder.length) ?? null }
  }
}

/** As long as every folder. */
const NO_FOLDER = '0'.repeat(12)

const mistakeIn = ({ prefix, after, limit }: ListDocuments): string | null => {
  if (!Prefix.safeParse(prefix).success) return 'prefix must be the beginning of a key, or an empty text for all'
  if (after !== null && !Name.safeParse(after).success) return 'after must be a key, or null for the first page'
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1_000) return 'limit must be a whole number from 1 to 1000'
  return null
}
