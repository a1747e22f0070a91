import type { BuildId } from '../../../domain/projection/build.ts'
import type { DocumentKeys } from '../../../domain/projection/documents/keys.ts'
import type { KeptBuilds } from './kept-builds.ts'
import type { KeptEntries } from './kept-entries.ts'
import { removeLeftovers } from './leftovers.ts'

/**
 * Drops a build that is not live. First its entry says so, and from then on no runner can move it. Then its documents
 * are removed, and then its entry. The next drop, or the next build that begins, ends a drop that was interrupted.
 */
export const drop = async (
  entries: KeptEntries,
  keys: DocumentKeys,
  builds: KeptBuilds,
  build: BuildId,
): Promise<{ readonly kind: 'dropped' | 'absent' | 'live' }> => {
  for (;;) {
    const kept = await builds.get(build)
    if (kept === null) {
      await removeLeftovers(entries, keys, builds)
      return { kind: 'absent' }
    }
    if (kept.value.state !== 'dropped') {
      const live = await builds.live()
      if (live?.value.folder === kept.value.folder) return { kind: 'live' }
      // A runner may be about to make it live. It reads the live entry, sees that the build has caught up, and changes
      // the live entry. So first the build has not caught up any more, and then the live entry is not as it was read.
      if (kept.value.caughtUp) {
        await builds.change(build, kept.revision, { ...kept.value, caughtUp: false })
        continue
      }
      if (live !== null && !(await builds.renewLive(live))) continue
      if (!(await builds.change(build, kept.revision, { ...kept.value, state: 'dropped' }))) continue
    }
    await removeLeftovers(entries, keys, builds)
    return { kind: 'dropped' }
  }
}
