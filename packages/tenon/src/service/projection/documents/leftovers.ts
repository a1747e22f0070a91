import { folderOfKey, folderPrefix, lastKeyOf, type DocumentKeys } from '../../../domain/projection/documents/keys.ts'
import { newId } from '../../node/id.ts'
import { inLanes } from './in-lanes.ts'
import type { KeptBuilds } from './kept-builds.ts'
import type { KeptEntries } from './kept-entries.ts'

/** The most documents that are read, put or removed at once. The policy of the store may allow fewer. */
export const AT_ONCE = 64

/**
 * Removes every document in the folder of a dropped build, page by page. One that a runner puts meanwhile may stay: the
 * runner finds that its build is dropped, and removes it.
 */
const removeDocuments = async (entries: KeptEntries, keys: DocumentKeys, folder: string): Promise<void> => {
  const prefix = folderPrefix(keys, folder)
  let after: string | null = null
  do {
    const page = await entries.keys(prefix, after, 1_000)
    await inLanes(page.keys, AT_ONCE, ({ key, revision }) => entries.remove(key, newId(), revision))
    after = page.next
  } while (after !== null)
}

/**
 * Removes all that is left of builds that were dropped: it ends drops that were interrupted, and removes documents that
 * a runner put into a build which was dropped meanwhile.
 */
export const removeLeftovers = async (entries: KeptEntries, keys: DocumentKeys, builds: KeptBuilds): Promise<void> => {
  // The folders are listed before the builds: a folder that has documents then has its build, unless that was dropped.
  const folders = await foldersOf(entries, keys)
  const kept = await builds.list()
  const inUse = new Set(kept.filter((build) => build.kept.state !== 'dropped').map((build) => build.kept.folder))
  for (const folder of folders) if (!inUse.has(folder)) await removeDocuments(entries, keys, folder)
  for (const build of kept) {
    const current = await builds.get(build)
    if (current?.value.state !== 'dropped') continue
    await removeDocuments(entries, keys, current.value.folder)
    await builds.remove(build, current.revision)
  }
}

/** Lists the folders that have documents. It skips from folder to folder. */
const foldersOf = async (entries: KeptEntries, keys: DocumentKeys): Promise<readonly string[]> => {
  const folders: string[] = []
  let after: string | null = null
  for (;;) {
    const [first] = (await entries.keys(keys.folders, after, 1)).keys
    if (first === undefined) return folders
    const folder = folderOfKey(keys, first.key)
    folders.push(folder)
    after = lastKeyOf(keys, folder)
  }
}
