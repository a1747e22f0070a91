import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Prepared } from 'tenon/conformance'
import { until } from '../../../../src/service/lab/time.ts'
import type { Server } from '../servers/server.ts'

/** A fault that is there and can be put right: what `prepare` gives of one that needs nothing to be freed. It is healed at its end where it was not before. */
export const mended = (strike: () => Promise<void>, heal: () => Promise<void>): Prepared => {
  let struck = false
  const mend = async (): Promise<void> => {
    if (struck) await heal()
    struck = false
  }
  return {
    kind: 'prepared',
    strike: () => {
      // One that has struck by half is healed too.
      struck = true
      return strike()
    },
    heal: mend,
    end: mend,
  }
}

/** Kills servers that have stood still for a moment before, so that what they are sent then is never seen. They start again when it is healed. */
export const killedUnseen = (
  choose: () => Promise<readonly Server[]>,
): readonly [strike: () => Promise<void>, heal: () => Promise<void>] => {
  let hit: readonly Server[] = []
  let killed: Promise<unknown> | undefined
  return [
    async () => {
      hit = await choose()
      await Promise.all(hit.map(standStill))
      killed = wait(UNSEEN_MS).then(() => Promise.all(hit.map((server) => server.kill())))
    },
    async () => {
      await killed
      await Promise.all(hit.map((server) => server.restart()))
    },
  ]
}

/** Calls that are made at once are all sent by then. */
const UNSEEN_MS = 200

/** Pauses a server, and waits until it stands still: a signal is delivered a moment after it was sent. */
export const standStill = async (server: Server): Promise<void> => {
  server.pause()
  await until(() => stands(server.pid), STANDS_MS)
}

const STANDS_MS = 5_000

/** Linux tells. Elsewhere it is taken for standing. */
const stands = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') T')
  return stat.slice(stat.lastIndexOf(')')).startsWith(') T')
}
