import type { BuildId } from '../../../domain/projection/build.ts'
import { becomesLive, byBuild } from '../../../domain/projection/documents/decide.ts'
import type { DocumentKeys } from '../../../domain/projection/documents/keys.ts'
import { newId } from '../../node/id.ts'
import type { KeptBuilds } from './kept-builds.ts'
import type { KeptEntries } from './kept-entries.ts'
import { removeLeftovers } from './leftovers.ts'

/**
 * Drops a build that is not live. First its entry says so, from when on no runner can move it. Then its documents are
 * removed, and then its entry. Interrupted, it is ended by the next drop, or when the next build begins.
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
      // The entry is read before the live one, and then changed at its revision. So the build has not become live since.
      const live = (await builds.live())?.value ?? null
      if (live !== null && byBuild(live, build) === 0) return { kind: 'live' }
      // A runner is about to make it live, or was killed just before.
      if (becomesLive(build, kept.value.caughtUp, live)) {
        await builds.raise(build, kept.value)
        continue
      }
      if (!(await builds.change(build, kept.revision, { ...kept.value, state: 'dropped' }, newId()))) continue
    }
    await removeLeftovers(entries, keys, builds)
    return { kind: 'dropped' }
  }
}
